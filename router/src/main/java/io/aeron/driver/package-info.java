/** As {@code io.aeron} here, for the driver. */
package io.aeron.driver;
