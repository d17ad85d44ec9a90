#define _GNU_SOURCE
#include "driver.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

/* A request as it stands in the file, with places for what is new each time. */
struct request {
  char *bytes;
  size_t length;
  char *id;    /* 20 digits, or NULL */
  char *stamp; /* 20 digits, or NULL */
};

struct sender {
  struct source source;
  int is_waiting;
  uint64_t sent_at;
  size_t got;
  char answer[32768];
};

#define MAX_SENDERS 1024
#define DIGITS 20
static const char id_place[] = "IIIIIIIIIIIIIIIIIIII";
static const char stamp_place[] = "TTTTTTTTTTTTTTTTTTTT";

struct sent sent;

static struct request *requests;
static size_t request_count, next_request;
static struct sender *senders[MAX_SENDERS];
static int sender_count;
/* Senders without a request under way. */
static struct sender *idle[MAX_SENDERS];
static int idle_count;
static int measure_answers;

/* The file holds requests one after the other, each behind a line with its length. */
void load_requests(const char *file) {
  FILE *input = fopen(file, "r");
  if (!input) fail("%s: %s", file, strerror(errno));
  for (size_t i = 0; i < request_count; i++) free(requests[i].bytes);
  request_count = next_request = 0;
  size_t length;
  while (fscanf(input, "%zu", &length) == 1 && fgetc(input) == '\n') {
    char *bytes = malloc(length + 1);
    if (fread(bytes, 1, length, input) != length) fail("%s ends within a request", file);
    bytes[length] = 0;
    requests = realloc(requests, (request_count + 1) * sizeof *requests);
    requests[request_count++] = (struct request){bytes, length, strstr(bytes, id_place), strstr(bytes, stamp_place)};
  }
  fclose(input);
  if (request_count == 0) fail("%s holds no requests", file);
  printf("{\"requests\":%zu}\n", request_count);
}

static void write_digits(char *place, uint64_t number) {
  for (int i = DIGITS - 1; i >= 0; i--, number /= 10) place[i] = (char)('0' + number % 10);
}

static void fire(struct sender *sender, uint64_t at) {
  /* Ids never repeat, in this run or an earlier one on the same data. */
  static uint64_t serial;
  if (serial == 0) serial = now_ns();
  struct request *request = &requests[next_request++ % request_count];
  if (request->id) write_digits(request->id, serial++);
  if (request->stamp) write_digits(request->stamp, at);
  sender->sent_at = at;
  sender->is_waiting = 1;
  sender->got = 0;
  ssize_t count = send(sender->source.fd, request->bytes, request->length, MSG_NOSIGNAL);
  if (count != (ssize_t)request->length) fail("a request could not be sent: %s", strerror(errno));
}

/* Whether the whole answer has come. */
static int is_complete(const struct sender *sender) {
  const char *end = strstr(sender->answer, "\r\n\r\n");
  if (!end) return 0;
  const char *length = strcasestr(sender->answer, "\r\ncontent-length:");
  if (!length || length > end) fail("an answer without a length: %.300s", sender->answer);
  return sender->got >= (size_t)(end + 4 - sender->answer) + strtoul(length + 17, NULL, 10);
}

static void sender_ready(struct source *source, uint32_t events) {
  struct sender *sender = (struct sender *)source;
  (void)events;
  size_t room = sizeof sender->answer - 1 - sender->got;
  ssize_t count = recv(source->fd, sender->answer + sender->got, room, MSG_DONTWAIT);
  if (count < 0 && errno == EAGAIN) return;
  if (count <= 0) fail("a request was broken off: %s", count ? strerror(errno) : "closed");
  sender->got += (size_t)count;
  sender->answer[sender->got] = 0;
  if (!is_complete(sender)) {
    if (sender->got == sizeof sender->answer - 1) fail("an answer is longer than expected");
    return;
  }
  if (!sender->is_waiting) fail("an answer that nobody asked for: %.300s", sender->answer);
  sender->is_waiting = 0;
  if (measure_answers) histogram_add(now_ns() - sender->sent_at);
  if (!strncmp(sender->answer, "HTTP/1.1 20", 11)) sent.accepted++;
  else if (sent.refused++ == 0) fprintf(stderr, "driver: refused: %.600s\n", sender->answer);
  idle[idle_count++] = sender;
}

void open_senders(int port, int count) {
  if (count > MAX_SENDERS) fail("too many senders");
  while (sender_count < count) {
    struct sender *sender = calloc(1, sizeof *sender);
    sender->source = (struct source){connect_to(port), sender_ready};
    watch_source(&sender->source, EPOLLIN);
    senders[sender_count++] = sender;
    idle[idle_count++] = sender;
  }
}

void close_senders(void) {
  while (sender_count > 0) {
    struct sender *sender = senders[--sender_count];
    close(sender->source.fd);
    free(sender);
  }
  idle_count = 0;
}

static void wait_for_answers(void) {
  uint64_t since = now_ns();
  while (idle_count < sender_count) {
    pump(0);
    if (now_ns() - since > 30000000000u) fail("%d requests were not answered", sender_count - idle_count);
  }
}

void send_closed(uint64_t duration_ns) {
  uint64_t end = now_ns() + duration_ns;
  measure_answers = 1;
  while (now_ns() < end) {
    while (idle_count > 0) fire(idle[--idle_count], now_ns());
    pump(0);
  }
  wait_for_answers();
  measure_answers = 0;
}

void send_paced(int per_second, uint64_t duration_ns) {
  uint64_t period = 1000000000u / (uint64_t)per_second, due = now_ns(), end = due + duration_ns;
  while (due < end) {
    /* A send that finds no free connection goes later and keeps its time: nobody's wait is left out. */
    while (due < end && due <= now_ns() && idle_count > 0) {
      fire(idle[--idle_count], due);
      due += period;
    }
    pump(0);
  }
  wait_for_answers();
}
