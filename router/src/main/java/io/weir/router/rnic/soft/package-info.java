/**
 * An RNIC in user space that speaks RoCEv2 (IBTA volume 1, chapter 9 and annexes A16, A17), reliable connected service,
 * over a UDP socket.
 *
 * <p>A {@code SoftQp} is a {@code Requester}, which turns send work requests into packets and hears the answers, and a
 * {@code Responder}, which executes the peer's packets. Both write packets with the {@code PacketWriter}; what comes in
 * passes {@code Packet} (form) and {@code Icrc} (integrity) before a queue pair sees it. Packet sequence numbers are
 * counted in 64 bits inside and cut to 24 on the wire ({@code Psn}), so that nothing inside ever wraps.
 */
package io.weir.router.rnic.soft;
