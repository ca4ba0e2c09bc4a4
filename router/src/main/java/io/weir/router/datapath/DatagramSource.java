package io.weir.router.datapath;

import io.weir.verbs.Gid;

/**
 * Who sends datagrams under a physical name.
 *
 * @param network  virtual network
 * @param gid      virtual GID
 * @param qpNumber virtual number
 */
record DatagramSource(String network, Gid gid, int qpNumber) {
}
