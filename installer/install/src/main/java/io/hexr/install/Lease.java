package io.hexr.install;

/** The right to work on an installation alone. It is kept alive until it is closed. */
public interface Lease extends AutoCloseable {
    /** Goes on, or not. @throws InstallException.LeaseLost where somebody else has it now */
    void check();

    @Override
    void close();
}
