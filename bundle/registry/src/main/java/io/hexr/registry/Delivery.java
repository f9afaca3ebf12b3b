package io.hexr.registry;

/** How a blob came to its repository. */
public enum Delivery {
    SENT,
    MOUNTED
}
