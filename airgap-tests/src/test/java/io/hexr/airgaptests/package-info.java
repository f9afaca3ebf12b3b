/**
 * Black-box tests on a severed cluster. They use the built distribution, scripts of this folder and public interfaces,
 * never a class of the product. A host that cannot run one reports it NOT RUN with the reason; nothing here turns a
 * missing precondition into a pass.
 */
@NullMarked
package io.hexr.airgaptests;

import org.jspecify.annotations.NullMarked;
