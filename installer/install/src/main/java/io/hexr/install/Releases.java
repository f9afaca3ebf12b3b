package io.hexr.install;

/** Helm, as this module sees it. */
public interface Releases {
    /** Installs or upgrades, and returns when every object was handed to the API server; waits for nothing, uninstalls nothing. */
    void apply(Step.ApplyRelease step);

    /** Removes one record that is pending; no object of the release is touched. */
    void removeRecord(Step.RepairRelease step);
}
