/* The load driver of the benchmarks: one thread, one epoll, as little work for an event as possible, so that it can
 * keep a server on another core busy without being the limit itself. It obeys commands, one a line, and answers each
 * with one line of JSON. */
#ifndef DRIVER_H
#define DRIVER_H

#include <stdint.h>
#include <stdio.h>
#include <sys/types.h>

/* Whatever epoll watches. */
struct source {
  int fd;
  void (*ready)(struct source *self, uint32_t events);
};

/* loop.c */
extern int loop_fd;
void watch_source(struct source *source, uint32_t events);
/* Serves what is ready; waits for it up to this many milliseconds, -1 for ever. */
void pump(int wait_ms);
uint64_t now_ns(void);
/* The processor time that a process has used, all its threads together. */
uint64_t cpu_ns(pid_t pid);
int connect_to(int port);
void fail(const char *format, ...) __attribute__((noreturn, format(printf, 1, 2)));

/* histogram.c: times in nanoseconds, kept to better than one percent. */
void histogram_clear(void);
void histogram_add(uint64_t value);
uint64_t histogram_count(void);
uint64_t histogram_at(double share);

/* sockets.c: sockets that listen and count. */
struct heard {
  uint64_t events; /* message.new */
  uint64_t tailed; /* those among them that carry the recipient's own totals */
  uint64_t reads;  /* reads that brought an event: how many writes they came in, at most */
  uint64_t bytes;
};
extern struct heard heard;
/* Whether the times stamped into the texts of events go into the histogram. */
extern int measure_stamps;
void open_sockets(int group, int port, const char *file);
void open_raw_sockets(int group, int port, int count);
void close_sockets(int group);
/* Serves until this many events were heard, or until none has come for a while. */
void wait_for_events(uint64_t expected);

/* senders.c: connections with one request each under way. */
struct sent {
  uint64_t accepted;
  uint64_t refused;
};
extern struct sent sent;
void load_requests(const char *file);
void open_senders(int port, int count);
void close_senders(void);
/* Every sender sends again as soon as it is answered; the histogram holds the times to the answer. */
void send_closed(uint64_t duration_ns);
/* Sends on schedule, however long answers take; stamps carry the scheduled time. */
void send_paced(int per_second, uint64_t duration_ns);

#endif
