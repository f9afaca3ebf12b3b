package io.hexr.install;

import java.util.SortedSet;
import java.util.TreeSet;

/**
 * One object that is there because of an installation, or lies where it was.
 *
 * @param about what a person has to know of it before it goes, or why it stays; may be empty
 * @param uid which object of that name was looked at; empty where nobody looked
 * @param holds of a kind of object, the namespaces in which objects of it lie; the empty one is the cluster
 */
public record Remain(
        Sort sort,
        ObjectKind kind,
        String namespace,
        String name,
        Owner owner,
        String about,
        String uid,
        SortedSet<String> holds) {
    public Remain {
        holds = new TreeSet<>(holds);
    }

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
        /** Of a kind that could not be listed: nobody knows whether there are any. */
        UNSEEN,
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
        return new Remain(sort, kind, namespace, name, Owner.OTHERS, "", "", new TreeSet<>());
    }

    public static Remain own(Sort sort, ObjectKind kind, String namespace, String name) {
        return new Remain(sort, kind, namespace, name, Owner.OURS, "", "", new TreeSet<>());
    }

    public Remain saying(String what) {
        return new Remain(sort, kind, namespace, name, owner, what, uid, holds);
    }

    /** This very object: one of the same name that comes later is another. */
    public Remain being(String which) {
        return new Remain(sort, kind, namespace, name, owner, about, which, holds);
    }

    /** A kind of object with objects in these namespaces. */
    public Remain holding(SortedSet<String> namespaces) {
        return new Remain(sort, kind, namespace, name, owner, about, uid, namespaces);
    }

    public String title() {
        return kind.kind() + " " + (namespace.isEmpty() ? "" : namespace + "/") + name;
    }

    public String path() {
        return kind.path(namespace) + "/" + name;
    }

    /** What nobody can make again. */
    boolean isData() {
        return sort == Sort.VOLUME || sort == Sort.SECRET || (sort == Sort.CRD && !holds.isEmpty());
    }

    boolean isNamespace() {
        return sort == Sort.NAMESPACE || sort == Sort.HOME;
    }
}
