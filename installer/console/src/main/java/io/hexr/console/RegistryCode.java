package io.hexr.console;

/** What {@link io.hexr.registry.RegistryException} refuses. */
enum RegistryCode implements ProblemCode {
    REGISTRY_UNREACHABLE(
            ExitStatus.REGISTRY,
            "a wrong name or port, a firewall, or a registry that is not running",
            "check name and port, then run the same command again; what arrived is not sent twice"),
    CONNECTION_LOST(
            ExitStatus.REGISTRY,
            "the network, a proxy or the registry gave up",
            "run the same command again; what arrived is not sent twice"),
    TLS_REFUSED(
            ExitStatus.REGISTRY,
            "the registry has a private authority, an old certificate, or is not what it seems",
            "name its authority with --ca-file FILE, or correct the host name"),
    PLAIN_HTTP_REFUSED(
            ExitStatus.REGISTRY,
            "the registry was named without TLS",
            "serve it with TLS, or allow clear text for this one host with --plain-http"),
    PROXY_REFUSED(
            ExitStatus.REGISTRY,
            "the proxy does not let this host through",
            "ask for the host to be allowed, or add it to NO_PROXY"),
    EGRESS_REFUSED(
            ExitStatus.REGISTRY,
            "something asked for a host that the command line did not name; no packet was sent",
            "name the host if it is meant"),
    REDIRECT_REFUSED(
            ExitStatus.REGISTRY,
            "the registry sends clients to another host, or away from TLS",
            "name the other host if it is meant; otherwise ask who runs the registry"),
    PROTOCOL_VIOLATED(
            ExitStatus.REGISTRY,
            "this is not a registry, or a proxy before it changes answers",
            "check the address; try it with: curl -i https://HOST/v2/"),
    REGISTRY_DIGEST_WRONG(
            ExitStatus.REGISTRY,
            "the registry, or something before it, changes content",
            "do not use that registry before it is explained"),
    CREDENTIALS_REFUSED(
            ExitStatus.REGISTRY,
            "no credentials were found for this registry, or they are wrong or have expired",
            "log in to it (docker login HOST), or name a credentials file with --registry-config FILE"),
    ACCESS_DENIED(
            ExitStatus.REGISTRY,
            "the user may not do this in that repository",
            "ask for the right to push there, or name another repository"),
    REPOSITORY_MISSING(
            ExitStatus.REGISTRY,
            "the project does not exist and this registry does not make it by itself",
            "make the project in the registry, or correct the repository in the address"),
    REQUEST_TOO_LARGE(
            ExitStatus.REGISTRY,
            "a proxy before the registry limits the size of a request",
            "raise the limit of that proxy, then run the same command again"),
    RATE_LIMITED(
            ExitStatus.REGISTRY,
            "the registry wants fewer requests",
            "wait a while and run the same command again; what arrived is not sent twice"),
    REGISTRY_READ_ONLY(
            ExitStatus.REGISTRY,
            "the registry is in maintenance, or a replica",
            "push to its writable address, or wait"),
    REGISTRY_FULL(
            ExitStatus.REGISTRY,
            "the disk or the quota of the project is used up",
            "free space with: hexr registry prune, or raise the quota"),
    TAG_IMMUTABLE(
            ExitStatus.REGISTRY,
            "the tag is there with other content, and the registry forbids moving it",
            "push under another version; the same content is never refused"),
    REGISTRY_LACKS_FEATURE(ExitStatus.REGISTRY, "an older registry", "see what it can do with: hexr doctor"),
    REGISTRY_REJECTED(
            ExitStatus.REGISTRY,
            "the registry does not take this content",
            "read its words above; see what it can do with: hexr doctor"),
    REGISTRY_FAILED(
            ExitStatus.REGISTRY,
            "a failure within the registry",
            "run the same command again; if it stays, read the log of the registry"),
    ADDRESS_MALFORMED(
            ExitStatus.INPUT_INVALID,
            "a registry address was mistyped",
            "write it as HOST[:PORT]/PATH, without a scheme"),
    CREDENTIALS_UNUSABLE(
            ExitStatus.INPUT_INVALID,
            "a credentials file or program, or a proxy setting, is damaged",
            "correct the place named above"),
    CERTIFICATE_UNUSABLE(
            ExitStatus.INPUT_INVALID,
            "the file is not a PEM certificate or key, or they do not belong together",
            "check it with: openssl x509 -in FILE -noout -text"),
    REGISTRY_STORE_FAILED(
            ExitStatus.INPUT_INVALID,
            "the folder cannot be read or written by this user, or its device fails",
            "check owner, mode and device of the path named above"),
    REGISTRY_STORE_REFUSED(
            ExitStatus.INPUT_INVALID,
            "another process uses the folder, or it is no store of this version",
            "end the other process, or name another folder"),
    COLLECTION_LIST_REFUSED(
            ExitStatus.INPUT_INVALID,
            "the file is not there, is another one, or was damaged while it was edited",
            "have it written again: hexr registry gc --dir DIR --plan FILE"),
    ADDRESS_IN_USE(
            ExitStatus.INPUT_INVALID,
            "another program listens there, or the address belongs to another host",
            "name another address or port"),
    LISTEN_INSECURE(
            ExitStatus.USAGE,
            "others could reach the registry without TLS or without a password",
            "give it certificate and password file, or listen at 127.0.0.1"),
    PASSWORD_FILE_MALFORMED(
            ExitStatus.INPUT_INVALID,
            "the password file was edited by hand, or has entries that are not bcrypt",
            "make the entry with: htpasswd -B FILE USER");

    private final ExitStatus status;
    private final String cause;
    private final String remedy;

    RegistryCode(ExitStatus status, String cause, String remedy) {
        this.status = status;
        this.cause = cause;
        this.remedy = remedy;
    }

    @Override
    public ExitStatus status() {
        return status;
    }

    @Override
    public String cause() {
        return cause;
    }

    @Override
    public String remedy() {
        return remedy;
    }
}
