package io.hexr.format;

import java.util.List;

import io.hexr.oci.Descriptor;

/** What every artifact has: its names, the content they stand for, and the groups it belongs to. */
public record Delivery(
        String name, String pushName, List<String> tags, Descriptor content, List<String> groups, Origin origin) {
    public Delivery {
        String resource = "artifact " + BundleException.quoted(name);
        Names.requireName(resource, "the name", name);
        Names.requirePushName(resource, pushName);
        Names.requireMediaType(resource, content.mediaType());
        if (tags.isEmpty() || tags.size() > Caps.TAGS) {
            throw new BundleException.Invalid(
                    resource, "has " + tags.size() + " tags, 1 to " + Caps.TAGS + " are allowed");
        }
        for (String tag : tags) {
            Names.requireTag(resource, tag);
            if (tag.equals("latest")) {
                throw new BundleException.Invalid(resource, "the tag latest is never pushed; make it a load tag");
            }
        }
        if (groups.isEmpty() || groups.size() > Caps.GROUPS) {
            throw new BundleException.Invalid(
                    resource, "is in " + groups.size() + " groups, 1 to " + Caps.GROUPS + " are allowed");
        }
        groups.forEach(group -> Names.requireName(resource, "the group", group));
        Distinct.require(resource, "tag", tags);
        Distinct.require(resource, "group", groups);
        if (!content.isManifest()) {
            throw new BundleException.Invalid(resource, "its media type is neither a manifest nor an index");
        }
        tags = List.copyOf(tags);
        groups = List.copyOf(groups);
    }
}
