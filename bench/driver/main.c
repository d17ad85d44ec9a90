#include "driver.h"

#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

/* What a measured stretch began with. */
static uint64_t began_ns, began_cpu_ns;

static void begin(pid_t pid) {
  memset(&heard, 0, sizeof heard);
  memset(&sent, 0, sizeof sent);
  histogram_clear();
  began_cpu_ns = cpu_ns(pid);
  began_ns = now_ns();
}

static void report(pid_t pid, uint64_t elapsed_ns) {
  printf("{\"accepted\":%lu,\"refused\":%lu,\"elapsed_ns\":%lu,\"cpu_ns\":%lu,\"events\":%lu,\"tailed\":%lu,"
         "\"reads\":%lu,\"bytes\":%lu,\"samples\":%lu,\"p50_ns\":%lu,\"p99_ns\":%lu}\n",
         sent.accepted, sent.refused, elapsed_ns, cpu_ns(pid) - began_cpu_ns, heard.events, heard.tailed, heard.reads,
         heard.bytes, histogram_count(), histogram_at(0.5), histogram_at(0.99));
}

static void run_closed(pid_t pid, int port, int in_flight, int duration_ms, int hearers) {
  open_senders(port, in_flight);
  begin(pid);
  send_closed((uint64_t)duration_ms * 1000000u);
  uint64_t elapsed = now_ns() - began_ns;
  wait_for_events(sent.accepted * (uint64_t)hearers);
  close_senders();
  report(pid, elapsed);
}

static void run_paced(pid_t pid, int port, int per_second, int duration_ms, int hearers) {
  open_senders(port, 64);
  begin(pid);
  measure_stamps = 1;
  send_paced(per_second, (uint64_t)duration_ms * 1000000u);
  uint64_t elapsed = now_ns() - began_ns;
  wait_for_events(sent.accepted * (uint64_t)hearers);
  measure_stamps = 0;
  close_senders();
  report(pid, elapsed);
}

/* Asks the C sender for bursts, one after the other: to every socket `a_write` frames of `bytes` in one write. */
static void run_raw(pid_t pid, int control, int a_write, int bytes, int duration_ms, int hearers) {
  uint32_t command[2] = {(uint32_t)a_write, (uint32_t)bytes};
  char done;
  begin(pid);
  uint64_t end = began_ns + (uint64_t)duration_ms * 1000000u, expected = 0;
  while (now_ns() < end) {
    if (send(control, command, sizeof command, 0) != sizeof command) fail("the sender is gone");
    expected += (uint64_t)a_write * (uint64_t)hearers;
    wait_for_events(expected);
    if (recv(control, &done, 1, 0) != 1) fail("the sender is gone");
  }
  report(pid, now_ns() - began_ns);
}

static int control = -1;

static void obey(char *line) {
  char file[4096];
  int pid, a, b, c, d, e;
  if (sscanf(line, "open %d %d %4095s", &a, &b, file) == 3) open_sockets(a, b, file);
  else if (sscanf(line, "raw-open %d %d %d", &a, &b, &c) == 3) {
    control = connect_to(b);
    open_raw_sockets(a, b, c);
  } else if (sscanf(line, "close %d", &a) == 1) close_sockets(a);
  else if (sscanf(line, "requests %4095s", file) == 1) load_requests(file);
  else if (sscanf(line, "closed %d %d %d %d %d", &pid, &a, &b, &c, &d) == 5) run_closed(pid, a, b, c, d);
  else if (sscanf(line, "paced %d %d %d %d %d", &pid, &a, &b, &c, &d) == 5) run_paced(pid, a, b, c, d);
  else if (sscanf(line, "raw %d %d %d %d %d", &pid, &a, &b, &d, &e) == 5) run_raw(pid, control, a, b, d, e);
  else fail("unknown command: %s", line);
  fflush(stdout);
}

/* Commands come in while nothing else is under way. */
static void input_ready(struct source *source, uint32_t events) {
  static char line[8192];
  static size_t length;
  (void)events;
  ssize_t count = read(source->fd, line + length, sizeof line - 1 - length);
  if (count <= 0) exit(0);
  length += (size_t)count;
  line[length] = 0;
  char *end = strchr(line, '\n');
  if (!end) return;
  *end = 0;
  length = 0;
  epoll_ctl(loop_fd, EPOLL_CTL_DEL, source->fd, NULL);
  obey(line);
  watch_source(source, EPOLLIN);
}

int main(void) {
  struct rlimit limit;
  getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
  loop_fd = epoll_create1(EPOLL_CLOEXEC);
  struct source input = {0, input_ready};
  watch_source(&input, EPOLLIN);
  for (;;) pump(-1);
}
