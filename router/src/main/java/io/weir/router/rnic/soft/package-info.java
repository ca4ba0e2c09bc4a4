/**
 * An RNIC in user space that speaks RoCEv2 (IBTA volume 1, chapter 9 and annexes A16, A17) over a UDP socket.
 *
 * <p>A packet that comes in passes {@code Packet} (form), {@code Icrc} (integrity) and {@code SoftQp} (state, peer,
 * P_Key, service), which is also where congestion is heard of ({@code CongestionNotifier} tells the peer, {@code Pacer}
 * and {@code Dcqcn} slow down). What a queue pair does with it depends on its service:
 * <ul>
 * <li>{@code RcQp}: {@code Requester} turns send work requests into packets, {@code Completer} hears the answers;
 * {@code Responder} executes the peer's packets, {@code Replier} sends what is to be answered.
 * <li>{@code UcQp}: {@code UcSender} and {@code UcReceiver}, which have nothing to do with each other.
 * <li>{@code UdQp}: {@code UdSender} and {@code UdReceiver}.
 * </ul>
 *
 * <p>All packets are written by the {@code PacketWriter}. Packet sequence numbers are counted in 64 bits inside and cut
 * to 24 on the wire ({@code Psn}), so that nothing inside ever wraps. What is counted, and under which name hardware
 * has it, is in {@code SoftCounters}.
 */
package io.weir.router.rnic.soft;
