/*
 * Makes an RNIC send packets of every opcode that it has: RC, UC and UD queue pairs, each connected with another of the
 * same device by way of a mirror (reflect.c), do SENDs, WRITEs, READs and atomics of lengths that take one packet, two
 * and four, and provoke the refusals. Usage: packets DEVICE GID-INDEX MIRROR-IPV4
 */
#include <arpa/inet.h>
#include <infiniband/verbs.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHECK(condition) \
    do { \
        if (!(condition)) { \
            fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition); \
            exit(1); \
        } \
    } while (0)

enum { SIZE = 65536, MTU = 256, QKEY = 0x11223344, GRH = 40 };

static struct ibv_context *context;
static struct ibv_pd *pd;
static struct ibv_cq *cq;
static struct ibv_mr *mr;
static union ibv_gid mirror;
static uint8_t gid_index;
static char *memory;

static struct ibv_qp *create(enum ibv_qp_type type)
{
    struct ibv_qp_init_attr init = {
        .send_cq = cq, .recv_cq = cq, .qp_type = type, .sq_sig_all = 1,
        .cap = {.max_send_wr = 32, .max_recv_wr = 32, .max_send_sge = 2, .max_recv_sge = 2},
    };
    struct ibv_qp *qp = ibv_create_qp(pd, &init);
    CHECK(qp);
    return qp;
}

static void way(struct ibv_ah_attr *ah)
{
    memset(ah, 0, sizeof *ah);
    ah->is_global = 1;
    ah->grh.dgid = mirror;
    ah->grh.sgid_index = gid_index;
    ah->grh.hop_limit = 64;
    ah->port_num = 1;
}

static void start(struct ibv_qp *qp, uint32_t peer, uint32_t psn, uint32_t peer_psn)
{
    int rc = qp->qp_type == IBV_QPT_RC, ud = qp->qp_type == IBV_QPT_UD;
    struct ibv_qp_attr init = {
        .qp_state = IBV_QPS_INIT, .port_num = 1, .qkey = QKEY,
        .qp_access_flags = IBV_ACCESS_REMOTE_WRITE | (rc ? IBV_ACCESS_REMOTE_READ | IBV_ACCESS_REMOTE_ATOMIC : 0),
    };
    CHECK(!ibv_modify_qp(qp, &init, IBV_QP_STATE | IBV_QP_PKEY_INDEX | IBV_QP_PORT
                                        | (ud ? IBV_QP_QKEY : IBV_QP_ACCESS_FLAGS)));
    struct ibv_qp_attr rtr = {
        .qp_state = IBV_QPS_RTR, .path_mtu = IBV_MTU_256, .dest_qp_num = peer, .rq_psn = peer_psn,
        .max_dest_rd_atomic = 4, .min_rnr_timer = 12,
    };
    way(&rtr.ah_attr);
    CHECK(!ibv_modify_qp(qp, &rtr, ud ? IBV_QP_STATE
        : IBV_QP_STATE | IBV_QP_AV | IBV_QP_PATH_MTU | IBV_QP_DEST_QPN | IBV_QP_RQ_PSN
            | (rc ? IBV_QP_MAX_DEST_RD_ATOMIC | IBV_QP_MIN_RNR_TIMER : 0)));
    struct ibv_qp_attr rts = {
        .qp_state = IBV_QPS_RTS, .sq_psn = psn, .timeout = 18, .retry_cnt = 7, .rnr_retry = 1, .max_rd_atomic = 4,
    };
    CHECK(!ibv_modify_qp(qp, &rts, IBV_QP_STATE | IBV_QP_SQ_PSN
        | (rc ? IBV_QP_TIMEOUT | IBV_QP_RETRY_CNT | IBV_QP_RNR_RETRY | IBV_QP_MAX_QP_RD_ATOMIC : 0)));
}

static void receive(struct ibv_qp *qp, uint32_t length)
{
    struct ibv_sge sge = {.addr = (uintptr_t)memory + SIZE / 2, .length = length, .lkey = mr->lkey};
    struct ibv_recv_wr wr = {.sg_list = &sge, .num_sge = 1}, *bad;
    CHECK(!ibv_post_recv(qp, &wr, &bad));
}

static void await(int count, enum ibv_wc_status expected)
{
    enum ibv_wc_status first = IBV_WC_SUCCESS;
    struct ibv_wc wc;
    while (count > 0) {
        int polled = ibv_poll_cq(cq, 1, &wc);
        CHECK(polled >= 0);
        count -= polled;
        if (polled && wc.status != IBV_WC_SUCCESS && first == IBV_WC_SUCCESS) {
            first = wc.status;
        }
    }
    if (first != expected) {
        fprintf(stderr, "expected %s, got %s\n", ibv_wc_status_str(expected), ibv_wc_status_str(first));
    }
}

static struct ibv_ah *ah;

static void post(struct ibv_qp *qp, struct ibv_qp *peer, enum ibv_wr_opcode opcode, uint32_t length, uint32_t rkey,
                 int flags)
{
    struct ibv_sge sge = {.addr = (uintptr_t)memory, .length = length, .lkey = mr->lkey};
    struct ibv_send_wr wr = {
        .sg_list = &sge, .num_sge = 1, .opcode = opcode, .send_flags = flags, .imm_data = htobe32(0xCAFE0001),
    }, *bad;
    if (opcode == IBV_WR_ATOMIC_CMP_AND_SWP || opcode == IBV_WR_ATOMIC_FETCH_AND_ADD) {
        wr.wr.atomic.remote_addr = (uintptr_t)memory + SIZE / 2;
        wr.wr.atomic.rkey = rkey;
        wr.wr.atomic.compare_add = 0x0102030405060708;
        wr.wr.atomic.swap = 0x1112131415161718;
    } else if (qp->qp_type == IBV_QPT_UD) {
        wr.wr.ud.ah = ah;
        wr.wr.ud.remote_qpn = peer->qp_num;
        wr.wr.ud.remote_qkey = QKEY;
    } else {
        wr.wr.rdma.remote_addr = (uintptr_t)memory + SIZE / 2;
        wr.wr.rdma.rkey = rkey;
    }
    CHECK(!ibv_post_send(qp, &wr, &bad));
}

static void pair(enum ibv_qp_type type, struct ibv_qp *qps[2])
{
    qps[0] = create(type);
    qps[1] = create(type);
    start(qps[0], qps[1]->qp_num, 0xFFFFF0, 0x000100);
    start(qps[1], qps[0]->qp_num, 0x000100, 0xFFFFF0);
}

static int receives(enum ibv_wr_opcode opcode)
{
    return opcode == IBV_WR_SEND || opcode == IBV_WR_SEND_WITH_IMM || opcode == IBV_WR_RDMA_WRITE_WITH_IMM;
}

static void all(struct ibv_qp *qps[2], int rc)
{
    static const uint32_t lengths[] = {0, 5, MTU, MTU + 7, 3 * MTU + 2};
    static const enum ibv_wr_opcode opcodes[] = {
        IBV_WR_SEND, IBV_WR_SEND_WITH_IMM, IBV_WR_RDMA_WRITE, IBV_WR_RDMA_WRITE_WITH_IMM, IBV_WR_RDMA_READ,
    };
    for (unsigned o = 0; o < (rc ? 5 : 4); o++) {
        for (unsigned i = 0; i < sizeof lengths / sizeof *lengths; i++) {
            if (receives(opcodes[o])) {
                receive(qps[1], 4096);
            }
            post(qps[0], qps[1], opcodes[o], lengths[i], mr->rkey, i == 1 ? IBV_SEND_SOLICITED : 0);
            await(receives(opcodes[o]) ? 2 : 1, IBV_WC_SUCCESS);
        }
    }
}

int main(int count, char **arguments)
{
    struct ibv_qp *qps[2];
    int devices = 0;
    CHECK(count == 4);
    struct ibv_device **list = ibv_get_device_list(&devices);
    for (int i = 0; i < devices; i++) {
        if (!strcmp(ibv_get_device_name(list[i]), arguments[1])) {
            context = ibv_open_device(list[i]);
        }
    }
    CHECK(context);
    gid_index = (uint8_t)atoi(arguments[2]);
    mirror.raw[10] = mirror.raw[11] = 0xFF;
    CHECK(inet_pton(AF_INET, arguments[3], mirror.raw + 12) == 1);
    CHECK(pd = ibv_alloc_pd(context));
    CHECK(cq = ibv_create_cq(context, 256, NULL, NULL, 0));
    CHECK(!posix_memalign((void **)&memory, 4096, SIZE));
    for (int i = 0; i < SIZE; i++) {
        memory[i] = (char)(i * 7 + i / 256);
    }
    CHECK(mr = ibv_reg_mr(pd, memory, SIZE, IBV_ACCESS_LOCAL_WRITE | IBV_ACCESS_REMOTE_WRITE | IBV_ACCESS_REMOTE_READ
                                               | IBV_ACCESS_REMOTE_ATOMIC));

    pair(IBV_QPT_RC, qps);
    all(qps, 1);
    post(qps[0], qps[1], IBV_WR_ATOMIC_CMP_AND_SWP, 8, mr->rkey, 0);
    await(1, IBV_WC_SUCCESS);
    post(qps[0], qps[1], IBV_WR_ATOMIC_FETCH_AND_ADD, 8, mr->rkey, 0);
    await(1, IBV_WC_SUCCESS);
    /* no receive: RNR NAKs until the retry is used up */
    post(qps[0], qps[1], IBV_WR_SEND, 8, 0, 0);
    await(1, IBV_WC_RNR_RETRY_EXC_ERR);
    /* a wrong key: remote access error */
    pair(IBV_QPT_RC, qps);
    post(qps[0], qps[1], IBV_WR_RDMA_WRITE, 8, mr->rkey ^ 0x5500, 0);
    await(1, IBV_WC_REM_ACCESS_ERR);
    /* a message longer than its receive: rxe calls that an operational error */
    pair(IBV_QPT_RC, qps);
    receive(qps[1], 4);
    post(qps[0], qps[1], IBV_WR_SEND, 100, 0, 0);
    await(2, IBV_WC_LOC_QP_OP_ERR);
    /* a sequence that the peer does not expect yet: sequence error */
    qps[0] = create(IBV_QPT_RC);
    qps[1] = create(IBV_QPT_RC);
    start(qps[0], qps[1]->qp_num, 0x000205, 0x000100);
    start(qps[1], qps[0]->qp_num, 0x000100, 0x000200);
    post(qps[0], qps[1], IBV_WR_RDMA_WRITE, 8, mr->rkey, 0);
    struct ibv_wc wc;
    for (int i = 0; i < 2000000 && ibv_poll_cq(cq, 1, &wc) == 0; i++) {
    }

    pair(IBV_QPT_UC, qps);
    all(qps, 0);

    pair(IBV_QPT_UD, qps);
    struct ibv_ah_attr attributes;
    way(&attributes);
    attributes.grh.traffic_class = 0x28;
    attributes.grh.hop_limit = 17;
    CHECK(ah = ibv_create_ah(pd, &attributes));
    static const uint32_t lengths[] = {0, 5, 200};
    for (unsigned i = 0; i < 3; i++) {
        receive(qps[1], 4096);
        post(qps[0], qps[1], IBV_WR_SEND, lengths[i], 0, 0);
        await(2, IBV_WC_SUCCESS);
        receive(qps[1], 4096);
        post(qps[0], qps[1], IBV_WR_SEND_WITH_IMM, lengths[i], 0, IBV_SEND_SOLICITED);
        await(2, IBV_WC_SUCCESS);
    }
    puts("done");
    return 0;
}
