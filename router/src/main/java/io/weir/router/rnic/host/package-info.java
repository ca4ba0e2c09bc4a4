/**
 * What RNICs made of software share: keys, numbers, access checks and copying with the host's own processor.
 * Nothing here is thread-safe: it all belongs to the data-path thread, like the RNICs themselves.
 */
package io.weir.router.rnic.host;
