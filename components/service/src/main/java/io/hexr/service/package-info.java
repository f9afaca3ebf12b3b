/** The frame of a service: HTTP, health, drain, identity, policy, audit. */
@NullMarked
package io.hexr.service;

import org.jspecify.annotations.NullMarked;
