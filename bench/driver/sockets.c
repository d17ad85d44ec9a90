#define _GNU_SOURCE
#include "driver.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum state { UPGRADING, GREETED_BY_SERVER, LISTENING };

struct listener {
  struct source source;
  enum state state;
  int group;
  /* The beginning of a frame whose end has not come yet. */
  unsigned char *kept;
  uint32_t kept_length;
  char id[64];
};

#define MAX_LISTENERS 65536
#define OPENING_AT_ONCE 64
#define GIVE_UP_AFTER_NS 3000000000u

struct heard heard;
int measure_stamps;

static struct listener *listeners[MAX_LISTENERS];
static int listener_count;
static int opening;
static unsigned char scratch[1 << 20];

static void answer_ping(struct listener *listener, const unsigned char *payload, size_t length) {
  unsigned char frame[131] = {0x8a, 0x80 | (unsigned char)length};
  if (length > 125) fail("a ping of %zu bytes", length);
  memcpy(frame + 6, payload, length); /* The mask is zero. */
  send(listener->source.fd, frame, 6 + length, MSG_NOSIGNAL | MSG_DONTWAIT);
}

static int holds(const unsigned char *text, size_t length, const char *word) {
  return memmem(text, length, word, strlen(word)) != NULL;
}

static void note_greeting(struct listener *listener, const unsigned char *text, size_t length) {
  static const char key[] = "\"connection_id\":\"";
  const unsigned char *found = memmem(text, length, key, sizeof key - 1);
  if (!found) fail("the first frame names no connection: %.*s", (int)(length > 400 ? 400 : length), text);
  const unsigned char *id = found + sizeof key - 1;
  const unsigned char *end = memchr(id, '"', (size_t)(text + length - id));
  snprintf(listener->id, sizeof listener->id, "%.*s", (int)(end - id), id);
  listener->state = LISTENING;
  opening--;
}

static void note_event(const unsigned char *text, size_t length) {
  /* The type comes first, the recipient's totals last: looking there is enough, and cheap. */
  if (!holds(text, length < 64 ? length : 64, "\"type\":\"message.new\"")) return;
  heard.events++;
  size_t end = length < 200 ? length : 200;
  if (holds(text + length - end, end, "\"unread_channels\":")) heard.tailed++;
  if (!measure_stamps) return;
  const unsigned char *stamp = memmem(text, length, "sent-at:", 8);
  if (stamp) histogram_add(now_ns() - strtoull((const char *)stamp + 8, NULL, 10));
}

static void take_frame(struct listener *listener, int opcode, const unsigned char *payload, size_t length) {
  if (opcode == 9) answer_ping(listener, payload, length);
  else if (opcode == 8) {
    int code = length >= 2 ? payload[0] << 8 | payload[1] : 0;
    fail("a socket was closed with %d: %.*s", code, (int)(length > 2 ? length - 2 : 0), payload + 2);
  } else if (opcode == 1) {
    if (listener->state == GREETED_BY_SERVER) note_greeting(listener, payload, length);
    else note_event(payload, length);
  }
}

/* The length of the whole frame at `at`, or 0 if its end has not come yet. */
static size_t frame_length(const unsigned char *at, size_t left, size_t *header) {
  if (left < 2) return 0;
  uint64_t length = at[1] & 0x7f;
  *header = length < 126 ? 2 : length == 126 ? 4 : 10;
  if (left < *header) return 0;
  if (length >= 126) {
    int bytes = length == 126 ? 2 : 8;
    length = 0;
    for (int i = 0; i < bytes; i++) length = length << 8 | at[2 + i];
  }
  return *header + length <= left ? *header + length : 0;
}

static size_t take_upgrade(struct listener *listener, size_t length) {
  unsigned char *end = memmem(scratch, length, "\r\n\r\n", 4);
  if (!end) return 0;
  if (memcmp(scratch, "HTTP/1.1 101", 12)) fail("the upgrade was refused: %.*s", (int)length, scratch);
  listener->state = GREETED_BY_SERVER;
  return (size_t)(end + 4 - scratch);
}

static void listener_ready(struct source *source, uint32_t events) {
  struct listener *listener = (struct listener *)source;
  (void)events;
  memcpy(scratch, listener->kept, listener->kept_length);
  ssize_t got = recv(source->fd, scratch + listener->kept_length, sizeof scratch - listener->kept_length, MSG_DONTWAIT);
  if (got < 0 && errno == EAGAIN) return;
  if (got <= 0) fail("a socket broke off: %s", got ? strerror(errno) : "closed");
  size_t length = listener->kept_length + (size_t)got, at = 0, header, whole;
  uint64_t before = heard.events;
  if (listener->state == UPGRADING) at = take_upgrade(listener, length);
  if (listener->state != UPGRADING) {
    while ((whole = frame_length(scratch + at, length - at, &header)) > 0) {
      take_frame(listener, scratch[at] & 15, scratch + at + header, whole - header);
      at += whole;
    }
  }
  if (heard.events > before) {
    heard.reads++;
    heard.bytes += (uint64_t)got;
  }
  listener->kept_length = (uint32_t)(length - at);
  free(listener->kept);
  listener->kept = NULL;
  if (listener->kept_length == 0) return;
  listener->kept = malloc(listener->kept_length);
  memcpy(listener->kept, scratch + at, listener->kept_length);
}

static struct listener *add_listener(int group, int port, enum state state) {
  if (listener_count == MAX_LISTENERS) fail("too many sockets");
  struct listener *listener = calloc(1, sizeof *listener);
  listener->source = (struct source){connect_to(port), listener_ready};
  listener->state = state;
  listener->group = group;
  listeners[listener_count++] = listener;
  watch_source(&listener->source, EPOLLIN);
  return listener;
}

/* The file holds the target of one upgrade a line. Answers the connection ids in the same order. */
void open_sockets(int group, int port, const char *file) {
  FILE *targets = fopen(file, "r");
  if (!targets) fail("%s: %s", file, strerror(errno));
  char *target = NULL;
  size_t capacity = 0;
  ssize_t length;
  int first = listener_count;
  while ((length = getline(&target, &capacity, targets)) > 0) {
    if (target[length - 1] == '\n') target[--length] = 0;
    while (opening >= OPENING_AT_ONCE) pump(100);
    struct listener *listener = add_listener(group, port, UPGRADING);
    opening++;
    char *request;
    int size = asprintf(&request,
                        "GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n",
                        target);
    if (send(listener->source.fd, request, (size_t)size, MSG_NOSIGNAL) != size) fail("an upgrade could not be sent");
    free(request);
  }
  free(target);
  fclose(targets);
  while (opening > 0) pump(100);
  printf("{\"ids\":[");
  for (int i = first; i < listener_count; i++) printf("%s\"%s\"", i > first ? "," : "", listeners[i]->id);
  printf("]}\n");
}

/* Sockets of the C sender, which speaks frames from the start. */
void open_raw_sockets(int group, int port, int count) {
  for (int i = 0; i < count; i++) add_listener(group, port, LISTENING);
  printf("{}\n");
}

void close_sockets(int group) {
  int kept = 0;
  for (int i = 0; i < listener_count; i++) {
    struct listener *listener = listeners[i];
    if (listener->group != group) {
      listeners[kept++] = listener;
      continue;
    }
    static const unsigned char goodbye[] = {0x88, 0x82, 0, 0, 0, 0, 0x03, 0xe8};
    send(listener->source.fd, goodbye, sizeof goodbye, MSG_NOSIGNAL | MSG_DONTWAIT);
    close(listener->source.fd);
    free(listener->kept);
    free(listener);
  }
  listener_count = kept;
  printf("{}\n");
}

void wait_for_events(uint64_t expected) {
  uint64_t last = heard.events, since = now_ns();
  while (heard.events < expected) {
    pump(0);
    if (heard.events != last) {
      last = heard.events;
      since = now_ns();
    } else if (now_ns() - since > GIVE_UP_AFTER_NS) return;
  }
}
