package io.hexr.registry;

import java.util.concurrent.atomic.AtomicInteger;

import io.hexr.oci.ContentStore;
import io.hexr.oci.ContentStoreContract;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.TestInstance;

/** The contract of every store, over the wire to one registry. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class RegistryStoreContract extends ContentStoreContract {
    private final AtomicInteger repositories = new AtomicInteger();

    /** A client of the registry under test; opened once per test class. */
    abstract RegistryClient client();

    abstract RegistryAddress address();

    @Override
    protected ContentStore emptyStore() {
        return client().store(address(), "contract/store-" + repositories.incrementAndGet());
    }

    @AfterEach
    void nothingElseWasContacted() {
        for (EgressReport.Contact contact : client().egress().contacts()) {
            if (!contact.host().equals(address().at())) {
                throw new AssertionError("contacted " + contact);
            }
        }
    }
}
