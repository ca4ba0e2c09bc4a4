package io.weir.router.datapath;

/**
 * What a virtual device needs on the data path.
 *
 * @param tenant who is limited and metered
 */
public record DeviceSpec(String tenant) {
}
