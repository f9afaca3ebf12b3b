package io.hexr.install;

/**
 * One object that is there because of an installation, or lies where it was.
 *
 * @param about what a person has to know of it before it goes; may be empty
 */
public record Remain(Sort sort, ObjectKind kind, String namespace, String name, Owner owner, String about) {
    /** What it is to an installation, in the order in which that is taken down. */
    public enum Sort {
        /** What judges requests: it would judge those that take it down, too. */
        GUARD,
        WORKLOAD,
        OBJECT,
        ACCOUNT,
        PULL_SECRET,
        VOLUME,
        /** Made once at the first start, and nowhere else. */
        SECRET,
        CRD,
        /** Not of the installation. */
        STRANGER,
        NAMESPACE,
        RECORD,
        JOURNAL,
        LEASE,
        /** The namespace in which records, journal and lease lie. */
        HOME
    }

    /** Who made it. */
    public enum Owner {
        OURS,
        OTHERS
    }

    /** An object that has been there before us, or that others made. */
    public static Remain foreign(Sort sort, ObjectKind kind, String namespace, String name) {
        return new Remain(sort, kind, namespace, name, Owner.OTHERS, "");
    }

    public static Remain own(Sort sort, ObjectKind kind, String namespace, String name) {
        return new Remain(sort, kind, namespace, name, Owner.OURS, "");
    }

    public Remain saying(String what) {
        return new Remain(sort, kind, namespace, name, owner, what);
    }

    public String title() {
        return kind.kind() + " " + (namespace.isEmpty() ? "" : namespace + "/") + name;
    }

    public String path() {
        return kind.path(namespace) + "/" + name;
    }

    /** What nobody can make again. */
    boolean isData() {
        return sort == Sort.VOLUME || sort == Sort.SECRET || (sort == Sort.CRD && !about.isEmpty());
    }

    boolean isNamespace() {
        return sort == Sort.NAMESPACE || sort == Sort.HOME;
    }
}
