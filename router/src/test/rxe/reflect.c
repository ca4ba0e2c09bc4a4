/*
 * A peer in front of a mirror: sends each RoCEv2 packet back to where it came from, with the ICRC that it needs now
 * that source and destination are swapped, so that two queue pairs of one RNIC talk over a network. Writes what it
 * receives to standard output, IPv4 header and all, a line of hex digits a packet.
 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

enum { PORT = 4791, IP = 20, UDP = 8, BTH = 12, ICRC = 4, MASK = 8 };

static uint32_t crc32(const uint8_t *bytes, size_t count)
{
    uint32_t crc = 0xFFFFFFFF;
    for (size_t i = 0; i < count; i++) {
        crc ^= bytes[i];
        for (int bit = 0; bit < 8; bit++) {
            crc = crc & 1 ? crc >> 1 ^ 0xEDB88320 : crc >> 1;
        }
    }
    return ~crc;
}

/* IBTA volume 1, annex A17.3.3: what routers may change counts as ones. */
static void seal(uint8_t *packet, size_t length)
{
    uint8_t masked[MASK + 65536];
    memset(masked, 0xFF, MASK);
    uint8_t *ip = masked + MASK;
    memcpy(ip, packet, length - ICRC);
    ip[1] = ip[8] = ip[10] = ip[11] = ip[IP + 6] = ip[IP + 7] = ip[IP + UDP + 4] = 0xFF;
    uint32_t icrc = crc32(masked, MASK + length - ICRC);
    for (int i = 0; i < ICRC; i++) {
        packet[length - ICRC + i] = (uint8_t)(icrc >> 8 * i);
    }
}

int main(void)
{
    static uint8_t packet[65536];
    int raw = socket(AF_INET, SOCK_RAW, IPPROTO_UDP), udp = socket(AF_INET, SOCK_DGRAM, 0);
    int dont_fragment = IP_PMTUDISC_DO;
    struct sockaddr_in any = {.sin_family = AF_INET, .sin_port = htons(PORT)};
    if (raw < 0 || udp < 0 || bind(udp, (struct sockaddr *)&any, sizeof any)
        || setsockopt(udp, IPPROTO_IP, IP_MTU_DISCOVER, &dont_fragment, sizeof dont_fragment)) {
        perror("reflect");
        return 1;
    }
    for (;;) {
        ssize_t length = recv(raw, packet, sizeof packet, 0);
        if (length < IP + UDP + BTH + ICRC || packet[IP + 2] != PORT >> 8 || packet[IP + 3] != (PORT & 0xFF)) {
            continue;
        }
        for (ssize_t i = 0; i < length; i++) {
            printf("%02x", packet[i]);
        }
        puts("");
        fflush(stdout);
        struct sockaddr_in back = {.sin_family = AF_INET, .sin_port = htons(PORT)};
        memcpy(&back.sin_addr, packet + 12, 4);
        memcpy(packet + 12, packet + 16, 4);
        memcpy(packet + 16, &back.sin_addr, 4);
        packet[4] = packet[5] = 0;
        packet[6] = 0x40;
        packet[7] = 0;
        packet[IP] = PORT >> 8;
        packet[IP + 1] = PORT & 0xFF;
        seal(packet, (size_t)length);
        if (sendto(udp, packet + IP + UDP, (size_t)length - IP - UDP, 0, (struct sockaddr *)&back, sizeof back) < 0) {
            perror("sendto");
        }
    }
}
