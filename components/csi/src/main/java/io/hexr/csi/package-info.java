/** The CSI node driver that brings identity sockets into pods. */
@NullMarked
package io.hexr.csi;

import org.jspecify.annotations.NullMarked;
