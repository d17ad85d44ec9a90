#include "driver.h"

#include <string.h>

/* 128 buckets for each power of two. */
#define BITS 7
#define BUCKETS (64 << BITS)

static uint64_t buckets[BUCKETS];
static uint64_t total;

void histogram_clear(void) {
  memset(buckets, 0, sizeof buckets);
  total = 0;
}

static unsigned place_of(uint64_t value) {
  if (value < (1u << BITS)) return (unsigned)value;
  unsigned power = 63 - (unsigned)__builtin_clzll(value);
  return ((power - BITS + 1) << BITS) + (unsigned)((value >> (power - BITS)) & ((1u << BITS) - 1));
}

static uint64_t value_at(unsigned place) {
  if (place < (1u << BITS)) return place;
  unsigned power = (place >> BITS) + BITS - 1;
  return ((1ull << BITS) + (place & ((1u << BITS) - 1))) << (power - BITS);
}

void histogram_add(uint64_t value) {
  buckets[place_of(value)]++;
  total++;
}

uint64_t histogram_count(void) { return total; }

uint64_t histogram_at(double share) {
  uint64_t rank = (uint64_t)(share * (double)total), seen = 0;
  for (unsigned place = 0; place < BUCKETS; place++) {
    seen += buckets[place];
    if (seen > rank) return value_at(place);
  }
  return 0;
}
