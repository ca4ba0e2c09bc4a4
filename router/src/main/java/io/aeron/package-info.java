/**
 * What a tenant could abuse of Aeron, bounded. In Aeron's package because the seams are package-private: nothing of
 * Aeron is changed or copied here.
 */
package io.aeron;
