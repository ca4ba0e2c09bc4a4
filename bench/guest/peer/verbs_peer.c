/*
 * A verbs program that does what it is told: the other side of tests of Weir's wire protocol, on the kernel's rdma_rxe
 * or any RoCEv2 device.
 *
 *   verbs_peer DEVICE GID_INDEX TCP_PORT
 *
 * Takes one TCP connection at a time, on it a command a line, and answers each with a line: "ok …" or "error …".
 * Numbers are decimal, or hexadecimal with 0x. Offsets are in its one region, which holds REGION bytes.
 *
 *   open TYPE PSN                    makes a queue pair (rc, uc)       ok QPN GID ADDRESS RKEY MTU
 *   connect QPN PSN GID MTU ADDRESS RKEY TIMEOUT RNR_TIMER             to RTS; MTU in bytes, the rest as in verbs
 *   fill OFFSET LENGTH SEED          writes the pattern of a seed
 *   check OFFSET LENGTH SEED         looks for it                      ok, or error at the first byte that differs
 *   word OFFSET                      a 64-bit word                     ok VALUE
 *   set OFFSET VALUE                 sets it
 *   write LOCAL REMOTE LENGTH        posts it; likewise read, send
 *   write_imm LOCAL REMOTE LENGTH IMMEDIATE
 *   add LOCAL REMOTE VALUE           posts it; the old value comes to LOCAL
 *   cas LOCAL REMOTE EXPECTED DESIRED
 *   recv OFFSET LENGTH               posts a receive
 *   wait SENDS RECEIVES SECONDS      for so many completions           ok BYTES… of the receives, or error STATUS
 *   pause MILLISECONDS               answers later
 *   close                            destroys the queue pair, as the end of the connection does
 */
#include <arpa/inet.h>
#include <errno.h>
#include <infiniband/verbs.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define REGION (4u << 20)
#define DEPTH 512
#define WORDS 12
#define ACCESS (IBV_ACCESS_LOCAL_WRITE | IBV_ACCESS_REMOTE_WRITE | IBV_ACCESS_REMOTE_READ | IBV_ACCESS_REMOTE_ATOMIC)

static struct ibv_context *context;
static struct ibv_port_attr port;
static int gid_index;
static union ibv_gid gid;
static struct ibv_pd *pd;
static struct ibv_cq *send_cq;
static struct ibv_cq *recv_cq;
static struct ibv_mr *mr;
static struct ibv_qp *qp;
static uint32_t psn;
static uint8_t *memory;
static uint64_t remote_address;
static uint32_t remote_key;
static FILE *link_out;

static void die(const char *what)
{
	fprintf(stderr, "verbs_peer: %s: %s\n", what, strerror(errno));
	exit(1);
}

static void answer(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vfprintf(link_out, format, arguments);
	va_end(arguments);
	fputc('\n', link_out);
	fflush(link_out);
}

/* As PeerPattern of the tests has it. */
static uint8_t pattern(uint64_t seed, uint64_t index)
{
	return (uint8_t)(((seed + index * 2 + 1) * 0x9E3779B97F4A7C15u) >> 56);
}

static uint64_t number(char **words, int count, int index)
{
	return index < count ? strtoull(words[index], NULL, 0) : 0;
}

static int in_region(uint64_t offset, uint64_t length)
{
	return offset <= REGION && length <= REGION - offset;
}

static enum ibv_mtu mtu_of(uint64_t bytes)
{
	return bytes >= 4096 ? IBV_MTU_4096 : bytes >= 2048 ? IBV_MTU_2048 : bytes >= 1024 ? IBV_MTU_1024
		: bytes >= 512 ? IBV_MTU_512 : IBV_MTU_256;
}

static void open_device(const char *name)
{
	struct ibv_device **devices = ibv_get_device_list(NULL);
	int i;

	for (i = 0; devices && devices[i]; i++)
		if (!strcmp(ibv_get_device_name(devices[i]), name))
			break;
	if (!devices || !devices[i])
		die(name);
	context = ibv_open_device(devices[i]);
	if (!context || ibv_query_port(context, 1, &port) || ibv_query_gid(context, 1, gid_index, &gid))
		die("can not open the device");
	pd = ibv_alloc_pd(context);
	send_cq = ibv_create_cq(context, DEPTH, NULL, NULL, 0);
	recv_cq = ibv_create_cq(context, DEPTH, NULL, NULL, 0);
	if (posix_memalign((void **)&memory, 4096, REGION))
		die("no memory");
	memset(memory, 0, REGION);
	mr = pd ? ibv_reg_mr(pd, memory, REGION, ACCESS) : NULL;
	if (!send_cq || !recv_cq || !mr)
		die("can not make what a queue pair needs");
}

static void close_qp(void)
{
	struct ibv_wc wc;

	if (qp)
		ibv_destroy_qp(qp);
	qp = NULL;
	while (ibv_poll_cq(send_cq, 1, &wc) > 0 || ibv_poll_cq(recv_cq, 1, &wc) > 0)
		;
}

static void do_open(char **words, int count)
{
	struct ibv_qp_init_attr init = {
		.send_cq = send_cq, .recv_cq = recv_cq,
		.cap = { .max_send_wr = 128, .max_recv_wr = 256, .max_send_sge = 1, .max_recv_sge = 1 },
		.qp_type = count > 1 && !strcmp(words[1], "uc") ? IBV_QPT_UC : IBV_QPT_RC,
		.sq_sig_all = 1,
	};
	struct ibv_qp_attr attributes = { .qp_state = IBV_QPS_INIT, .port_num = 1, .qp_access_flags = ACCESS };
	char text[INET6_ADDRSTRLEN];

	close_qp();
	qp = ibv_create_qp(pd, &init);
	if (!qp || ibv_modify_qp(qp, &attributes,
			IBV_QP_STATE | IBV_QP_PKEY_INDEX | IBV_QP_PORT | IBV_QP_ACCESS_FLAGS)) {
		answer("error open: %s", strerror(errno));
		return;
	}
	psn = (uint32_t)number(words, count, 2) & 0xffffff;
	inet_ntop(AF_INET6, &gid, text, sizeof text);
	answer("ok %u %s %llu %u %u", qp->qp_num, text, (unsigned long long)(uintptr_t)memory, mr->rkey,
		128u << port.active_mtu);
}

static void do_connect(char **words, int count)
{
	const int reliable = qp && qp->qp_type == IBV_QPT_RC;
	struct ibv_qp_attr ready = {
		.qp_state = IBV_QPS_RTR, .path_mtu = mtu_of(number(words, count, 4)),
		.dest_qp_num = (uint32_t)number(words, count, 1), .rq_psn = (uint32_t)number(words, count, 2),
		.max_dest_rd_atomic = 16, .min_rnr_timer = (uint8_t)number(words, count, 8),
		.ah_attr = { .is_global = 1, .port_num = 1, .grh = { .hop_limit = 64, .sgid_index = (uint8_t)gid_index } },
	};
	struct ibv_qp_attr sending = {
		.qp_state = IBV_QPS_RTS, .timeout = (uint8_t)number(words, count, 7), .retry_cnt = 7, .rnr_retry = 7,
		.sq_psn = psn, .max_rd_atomic = 16,
	};
	int error;

	if (!qp || count < 9 || inet_pton(AF_INET6, words[3], &ready.ah_attr.grh.dgid) != 1) {
		answer("error connect: no queue pair, or no such address");
		return;
	}
	error = ibv_modify_qp(qp, &ready, IBV_QP_STATE | IBV_QP_AV | IBV_QP_PATH_MTU | IBV_QP_DEST_QPN | IBV_QP_RQ_PSN
		| (reliable ? IBV_QP_MAX_DEST_RD_ATOMIC | IBV_QP_MIN_RNR_TIMER : 0));
	if (!error)
		error = ibv_modify_qp(qp, &sending, IBV_QP_STATE | IBV_QP_SQ_PSN | (reliable
			? IBV_QP_TIMEOUT | IBV_QP_RETRY_CNT | IBV_QP_RNR_RETRY | IBV_QP_MAX_QP_RD_ATOMIC : 0));
	if (error) {
		answer("error connect: %s", strerror(error));
		return;
	}
	remote_address = number(words, count, 5);
	remote_key = (uint32_t)number(words, count, 6);
	answer("ok");
}

static void do_bytes(char **words, int count)
{
	const uint64_t offset = number(words, count, 1);
	const uint64_t length = number(words, count, 2);
	const uint64_t seed = number(words, count, 3);
	uint64_t i;

	if (!in_region(offset, length)) {
		answer("error outside of the region");
		return;
	}
	for (i = 0; i < length; i++) {
		if (!strcmp(words[0], "fill"))
			memory[offset + i] = pattern(seed, i);
		else if (memory[offset + i] != pattern(seed, i)) {
			answer("error byte %llu of %llu is 0x%02x, not 0x%02x", (unsigned long long)i,
				(unsigned long long)length, memory[offset + i], pattern(seed, i));
			return;
		}
	}
	answer("ok");
}

static void do_word(char **words, int count)
{
	const uint64_t offset = number(words, count, 1);

	if (!in_region(offset, 8) || offset % 8) {
		answer("error no word of the region");
		return;
	}
	if (!strcmp(words[0], "set"))
		*(volatile uint64_t *)(memory + offset) = number(words, count, 2);
	answer("ok %llu", (unsigned long long)*(volatile uint64_t *)(memory + offset));
}

static void do_post(char **words, int count)
{
	const int atomic = !strcmp(words[0], "add") || !strcmp(words[0], "cas");
	struct ibv_sge piece = {
		.addr = (uintptr_t)memory + number(words, count, 1),
		.length = atomic ? 8 : (uint32_t)number(words, count, 3), .lkey = mr->lkey,
	};
	struct ibv_send_wr wr = { .sg_list = &piece, .num_sge = 1 };
	struct ibv_send_wr *bad;
	const uint64_t remote = remote_address + number(words, count, 2);
	int error;

	if (atomic) {
		wr.opcode = !strcmp(words[0], "add") ? IBV_WR_ATOMIC_FETCH_AND_ADD : IBV_WR_ATOMIC_CMP_AND_SWP;
		wr.wr.atomic.remote_addr = remote;
		wr.wr.atomic.rkey = remote_key;
		wr.wr.atomic.compare_add = number(words, count, 3);
		wr.wr.atomic.swap = number(words, count, 4);
	} else {
		wr.opcode = !strcmp(words[0], "read") ? IBV_WR_RDMA_READ : !strcmp(words[0], "write") ? IBV_WR_RDMA_WRITE
			: !strcmp(words[0], "write_imm") ? IBV_WR_RDMA_WRITE_WITH_IMM : IBV_WR_SEND;
		wr.wr.rdma.remote_addr = remote;
		wr.wr.rdma.rkey = remote_key;
		wr.imm_data = htonl((uint32_t)number(words, count, 4));
	}
	error = qp ? ibv_post_send(qp, &wr, &bad) : EINVAL;
	if (error)
		answer("error %s: %s", words[0], strerror(error));
	else
		answer("ok");
}

static void do_recv(char **words, int count)
{
	struct ibv_sge piece = {
		.addr = (uintptr_t)memory + number(words, count, 1), .length = (uint32_t)number(words, count, 2),
		.lkey = mr->lkey,
	};
	struct ibv_recv_wr wr = { .sg_list = &piece, .num_sge = 1 };
	struct ibv_recv_wr *bad;
	const int error = qp ? ibv_post_recv(qp, &wr, &bad) : EINVAL;

	if (error)
		answer("error recv: %s", strerror(error));
	else
		answer("ok");
}

static void do_wait(char **words, int count)
{
	uint64_t sends = number(words, count, 1);
	uint64_t receives = number(words, count, 2);
	const time_t end = time(NULL) + (time_t)number(words, count, 3);
	char text[8192] = "";
	size_t used = 0;
	struct ibv_wc wc;

	while (sends || receives) {
		const int sent = ibv_poll_cq(send_cq, 1, &wc);
		const int got = sent ? sent : ibv_poll_cq(recv_cq, 1, &wc);

		if (got == 0 && time(NULL) <= end) {
			usleep(50);
			continue;
		}
		if (got <= 0) {
			answer("error in time: %llu sends and %llu receives are missing",
				(unsigned long long)sends, (unsigned long long)receives);
			return;
		}
		if (wc.status != IBV_WC_SUCCESS) {
			answer("error %s of a %s: %s", ibv_wc_status_str(wc.status), sent ? "send" : "receive", "completed");
			return;
		}
		if (sent)
			sends -= sends > 0;
		else {
			receives -= receives > 0;
			used += (size_t)snprintf(text + used, sizeof text - used, " %u", wc.byte_len);
			if (wc.wc_flags & IBV_WC_WITH_IMM)
				used += (size_t)snprintf(text + used, sizeof text - used, ":%u", ntohl(wc.imm_data));
			if (used >= sizeof text)
				used = sizeof text - 1;
		}
	}
	answer("ok%s", text);
}

static void obey(char *line)
{
	char *words[WORDS];
	int count = 0;
	char *word;

	for (word = strtok(line, " \r\n"); word && count < WORDS; word = strtok(NULL, " \r\n"))
		words[count++] = word;
	if (count == 0)
		return;
	if (!strcmp(words[0], "open"))
		do_open(words, count);
	else if (!strcmp(words[0], "connect"))
		do_connect(words, count);
	else if (!strcmp(words[0], "fill") || !strcmp(words[0], "check"))
		do_bytes(words, count);
	else if (!strcmp(words[0], "word") || !strcmp(words[0], "set"))
		do_word(words, count);
	else if (!strcmp(words[0], "recv"))
		do_recv(words, count);
	else if (!strcmp(words[0], "wait"))
		do_wait(words, count);
	else if (!strcmp(words[0], "pause")) {
		usleep((useconds_t)number(words, count, 1) * 1000);
		answer("ok");
	} else if (!strcmp(words[0], "close")) {
		close_qp();
		answer("ok");
	} else if (!strcmp(words[0], "write") || !strcmp(words[0], "read") || !strcmp(words[0], "send")
			|| !strcmp(words[0], "write_imm") || !strcmp(words[0], "add") || !strcmp(words[0], "cas"))
		do_post(words, count);
	else
		answer("error no command '%s'", words[0]);
}

static void serve(int listener)
{
	const int link = accept(listener, NULL, NULL);
	char line[512];
	FILE *link_in;

	if (link < 0)
		die("can not accept");
	link_in = fdopen(link, "r");
	link_out = fdopen(dup(link), "w");
	if (!link_in || !link_out)
		die("can not open the connection");
	while (fgets(line, sizeof line, link_in))
		obey(line);
	close_qp();
	fclose(link_in);
	fclose(link_out);
}

int main(int argc, char **argv)
{
	struct sockaddr_in address = { .sin_family = AF_INET };
	const int on = 1;
	int listener;

	if (argc != 4) {
		fprintf(stderr, "Usage: verbs_peer DEVICE GID_INDEX TCP_PORT\n");
		return 2;
	}
	gid_index = atoi(argv[2]);
	address.sin_port = htons((uint16_t)atoi(argv[3]));
	open_device(argv[1]);
	listener = socket(AF_INET, SOCK_STREAM, 0);
	setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
	if (bind(listener, (struct sockaddr *)&address, sizeof address) || listen(listener, 1))
		die("can not listen");
	for (;;)
		serve(listener);
}
