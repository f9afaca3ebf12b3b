package io.hexr.oci;

import java.io.ByteArrayInputStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

final class MemoryStoreTest extends ContentStoreContract {
    @Override
    protected ContentStore emptyStore() {
        return new MemoryStore();
    }

    @Test
    void refusesMoreThanItsCap() {
        MemoryStore store = new MemoryStore(1000);
        byte[] most = new byte[900];
        store.put(Descriptor.of(MediaTypes.OCTET_STREAM, most), new ByteArrayInputStream(most));
        byte[] more = new byte[101];
        assertThatThrownBy(
                        () -> store.put(Descriptor.of(MediaTypes.OCTET_STREAM, more), new ByteArrayInputStream(more)))
                .isInstanceOf(OciException.TooLarge.class);
    }
}
