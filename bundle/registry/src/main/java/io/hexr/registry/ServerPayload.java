package io.hexr.registry;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;

/** What a response carries. */
sealed interface ServerPayload {
    long length();

    /** Frees what it holds; called once, sent or not. */
    default void close() {}

    /** Bytes at hand. They are shared by answers of the same content and never changed. */
    final class Bytes implements ServerPayload {
        static final Bytes NONE = new Bytes(new byte[0]);
        private final byte[] bytes;

        Bytes(byte[] bytes) {
            this.bytes = bytes;
        }

        byte[] bytes() {
            return bytes;
        }

        @Override
        public long length() {
            return bytes.length;
        }
    }

    /** A piece of a file, sent by the kernel where the transport allows. */
    record Region(FileChannel file, long offset, long length, Ownership ownership) implements ServerPayload {
        enum Ownership {
            CLOSED_AFTER,
            LENT
        }

        @Override
        public void close() {
            if (ownership == Ownership.CLOSED_AFTER) {
                try {
                    file.close();
                } catch (IOException e) {
                    // a channel that was only read loses nothing
                }
            }
        }
    }

    record Stream(InputStream stream, long length) implements ServerPayload {
        @Override
        public void close() {
            try {
                stream.close();
            } catch (IOException e) {
                // a stream that was only read loses nothing
            }
        }
    }
}
