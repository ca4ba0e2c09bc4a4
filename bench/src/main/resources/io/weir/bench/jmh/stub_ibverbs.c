/* A libibverbs with one device, whose every verb returns at once: what is left is the way there and back. */
#include <infiniband/verbs.h>
#include <string.h>

#undef ibv_query_port

static struct ibv_device device;
static struct ibv_context context;
static struct ibv_pd pd;
static struct ibv_qp qp;
static struct ibv_cq cq;
static struct ibv_mr mr;

static int poll_cq(struct ibv_cq *queue, int entries, struct ibv_wc *wc) { return 0; }
static int req_notify_cq(struct ibv_cq *queue, int solicited_only) { return 0; }
static int post_srq_recv(struct ibv_srq *srq, struct ibv_recv_wr *wr, struct ibv_recv_wr **bad) { return 0; }
static int post_send(struct ibv_qp *pair, struct ibv_send_wr *wr, struct ibv_send_wr **bad) { return 0; }
static int post_recv(struct ibv_qp *pair, struct ibv_recv_wr *wr, struct ibv_recv_wr **bad) { return 0; }

struct ibv_device **ibv_get_device_list(int *count)
{
    static struct ibv_device *list[] = {&device, NULL};
    strcpy(device.name, "stub0");
    if (count)
        *count = 1;
    return list;
}

void ibv_free_device_list(struct ibv_device **list) { }
const char *ibv_get_device_name(struct ibv_device *of) { return of->name; }

struct ibv_context *ibv_open_device(struct ibv_device *of)
{
    context.device = of;
    context.ops.poll_cq = poll_cq;
    context.ops.req_notify_cq = req_notify_cq;
    context.ops.post_srq_recv = post_srq_recv;
    context.ops.post_send = post_send;
    context.ops.post_recv = post_recv;
    return &context;
}

int ibv_close_device(struct ibv_context *of) { return 0; }
int ibv_query_device(struct ibv_context *of, struct ibv_device_attr *attr) { return 0; }
int ibv_query_port(struct ibv_context *of, uint8_t port, struct _compat_ibv_port_attr *attr) { return 0; }
int ibv_query_pkey(struct ibv_context *of, uint8_t port, int index, __be16 *pkey) { return 0; }

struct ibv_pd *ibv_alloc_pd(struct ibv_context *of) { return &pd; }
int ibv_dealloc_pd(struct ibv_pd *of) { return 0; }

struct ibv_mr *ibv_reg_mr_iova2(struct ibv_pd *of, void *addr, size_t length, uint64_t iova, unsigned int access)
{
    return &mr;
}
int ibv_dereg_mr(struct ibv_mr *of) { return 0; }

struct ibv_cq *ibv_create_cq(struct ibv_context *of, int cqe, void *cookie, struct ibv_comp_channel *channel, int vector)
{
    cq.context = of;
    cq.cqe = cqe;
    return &cq;
}
int ibv_destroy_cq(struct ibv_cq *of) { return 0; }
void ibv_ack_cq_events(struct ibv_cq *of, unsigned int events) { }

struct ibv_qp *ibv_create_qp(struct ibv_pd *of, struct ibv_qp_init_attr *attr)
{
    qp.context = &context;
    qp.qp_num = 17;
    return &qp;
}
int ibv_modify_qp(struct ibv_qp *of, struct ibv_qp_attr *attr, int mask) { return 0; }
int ibv_query_qp(struct ibv_qp *of, struct ibv_qp_attr *attr, int mask, struct ibv_qp_init_attr *init) { return 0; }
int ibv_destroy_qp(struct ibv_qp *of) { return 0; }

/* What to compare with. */
int nothing2(long a, long b) { return 0; }
int nothing3(long a, long b, long c) { return 0; }
int nothing4(long a, long b, long c, long d) { return 0; }
