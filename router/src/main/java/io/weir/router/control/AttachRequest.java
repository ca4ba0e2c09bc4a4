package io.weir.router.control;

import io.weir.router.tenant.Tenant;
import io.weir.shm.attach.AttachSocket;
import io.weir.shm.linux.PeerCredentials;

/**
 * A process that said hello, and may attach by its credentials.
 *
 * @param tenant      at whose socket
 * @param socket      the connection
 * @param credentials of the process
 * @param process     what it calls itself
 */
record AttachRequest(Tenant tenant, AttachSocket socket, PeerCredentials credentials, String process) {
}
