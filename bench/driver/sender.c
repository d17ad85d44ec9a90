/* The least that a server could do: one epoll loop that writes WebSocket frames to every socket. What Parley needs for
 * the same writes is told as a share of this. Its first connection commands: 8 bytes say how many frames of how many
 * bytes go to every other connection in one write; one byte answers when all are written. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

struct peer {
  int fd;
  size_t written;
};

static struct peer peers[65536];
static int peer_count;
static int loop_fd;
static char *text;
static size_t text_length;
static int unfinished;

static void die(const char *what) {
  perror(what);
  exit(1);
}

static void make_text(uint32_t frames, uint32_t bytes) {
  static const char start[] = "{\"type\":\"message.new\",\"text\":\"";
  size_t whole = 4 + bytes;
  text = realloc(text, frames * whole);
  text_length = frames * whole;
  for (uint32_t i = 0; i < frames; i++) {
    unsigned char *frame = (unsigned char *)text + i * whole;
    frame[0] = 0x81;
    frame[1] = 126;
    frame[2] = (unsigned char)(bytes >> 8);
    frame[3] = (unsigned char)bytes;
    memset(frame + 4, 'x', bytes);
    memcpy(frame + 4, start, sizeof start - 1);
    memcpy(frame + whole - 2, "\"}", 2);
  }
}

static void set_interest(struct peer *peer, uint32_t events) {
  struct epoll_event event = {.events = events, .data.ptr = peer};
  if (epoll_ctl(loop_fd, EPOLL_CTL_MOD, peer->fd, &event) < 0) die("epoll_ctl");
}

/* Writes on where it stands; a full socket is written on when it has room again. */
static void write_on(struct peer *peer) {
  ssize_t count = send(peer->fd, text + peer->written, text_length - peer->written, MSG_DONTWAIT | MSG_NOSIGNAL);
  if (count < 0 && errno != EAGAIN) die("send");
  if (count > 0) peer->written += (size_t)count;
}

static void burst(int control) {
  uint32_t command[2];
  if (recv(control, command, sizeof command, MSG_WAITALL) != sizeof command) exit(0);
  make_text(command[0], command[1]);
  unfinished = 0;
  for (int i = 1; i < peer_count; i++) {
    peers[i].written = 0;
    write_on(&peers[i]);
    if (peers[i].written == text_length) continue;
    unfinished++;
    set_interest(&peers[i], EPOLLOUT);
  }
}

static void resume(struct peer *peer) {
  write_on(peer);
  if (peer->written < text_length) return;
  set_interest(peer, 0);
  unfinished--;
}

static void accept_one(int listening) {
  int fd = accept4(listening, NULL, NULL, SOCK_NONBLOCK), on = 1;
  if (fd < 0) return;
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  struct peer *peer = &peers[peer_count];
  *peer = (struct peer){fd, 0};
  struct epoll_event event = {.events = peer_count == 0 ? EPOLLIN : 0, .data.ptr = peer};
  if (epoll_ctl(loop_fd, EPOLL_CTL_ADD, fd, &event) < 0) die("epoll_ctl");
  peer_count++;
}

int main(void) {
  struct rlimit limit;
  getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t size = sizeof address;
  int listening = socket(AF_INET, SOCK_STREAM, 0);
  if (bind(listening, (struct sockaddr *)&address, size) || listen(listening, 4096)) die("listen");
  getsockname(listening, (struct sockaddr *)&address, &size);
  loop_fd = epoll_create1(0);
  struct epoll_event event = {.events = EPOLLIN, .data.ptr = NULL};
  epoll_ctl(loop_fd, EPOLL_CTL_ADD, listening, &event);
  printf("%d\n", ntohs(address.sin_port));
  fflush(stdout);
  for (;;) {
    struct epoll_event events[512];
    int count = epoll_wait(loop_fd, events, 512, -1), is_bursting = 0;
    for (int i = 0; i < count; i++) {
      struct peer *peer = events[i].data.ptr;
      if (!peer) accept_one(listening);
      else if (peer == &peers[0]) {
        burst(peer->fd);
        is_bursting = 1;
      } else {
        resume(peer);
        is_bursting = 1;
      }
    }
    if (is_bursting && unfinished == 0 && send(peers[0].fd, "", 1, MSG_NOSIGNAL) != 1) exit(0);
  }
}
