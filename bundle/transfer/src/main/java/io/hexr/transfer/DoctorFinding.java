package io.hexr.transfer;

/**
 * One thing a destination was examined for.
 *
 * @param id stable, for scripts
 * @param remedy empty where nothing needs to be done
 */
public record DoctorFinding(String id, Severity severity, String found, String wanted, String remedy) {
    /** How much it matters. */
    public enum Severity {
        GOOD,
        ADVICE,
        BLOCKER
    }

    static DoctorFinding good(String id, String found, String wanted) {
        return new DoctorFinding(id, Severity.GOOD, found, wanted, "");
    }

    static DoctorFinding advice(String id, String found, String wanted, String remedy) {
        return new DoctorFinding(id, Severity.ADVICE, found, wanted, remedy);
    }

    static DoctorFinding blocker(String id, String found, String wanted, String remedy) {
        return new DoctorFinding(id, Severity.BLOCKER, found, wanted, remedy);
    }
}
