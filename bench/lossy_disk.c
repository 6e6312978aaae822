/*
 * A disk that keeps only what was synced: loaded before the C library, it copies a file aside each
 * time fsync or fdatasync succeeded on it. "Pull the plug" is then: kill every process, put the
 * copies back in place of the files. That is the worst that a lawful disk may do, short of torn writes.
 *
 *   cc -O2 -shared -fPIC -o lossy.so lossy_disk.c -ldl
 *   LD_PRELOAD=./lossy.so LOSSY_FOLDER=/where/the/database/is planner serve
 *
 * With LOSSY_LOG set, the write-ahead log is never kept, as if nobody had synced it at a commit.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

typedef int (*sync_call)(int);

static void keep_copy(int file) {
  const char *folder = getenv("LOSSY_FOLDER");
  char link[64], path[PATH_MAX], aside[PATH_MAX + 32], kept[PATH_MAX + 16], block[65536];
  if (folder == NULL) return;
  snprintf(link, sizeof link, "/proc/self/fd/%d", file);
  ssize_t length = readlink(link, path, sizeof path - 1);
  if (length <= 0) return;
  path[length] = '\0';
  if (strncmp(path, folder, strlen(folder)) != 0) return;
  if (getenv("LOSSY_LOG") != NULL && strstr(path, "-wal") != NULL) return;
  snprintf(aside, sizeof aside, "%s.%ld.part", path, (long)syscall(SYS_gettid));
  snprintf(kept, sizeof kept, "%s.synced", path);
  int copy = open(aside, O_CREAT | O_TRUNC | O_WRONLY, 0600);
  if (copy < 0) return;
  off_t at = 0;
  for (ssize_t got; (got = pread(file, block, sizeof block, at)) > 0; at += got)
    if (write(copy, block, (size_t)got) != got) break;
  close(copy);
  rename(aside, kept);
}

static int synced(const char *name, int file) {
  sync_call real = (sync_call)dlsym(RTLD_NEXT, name);
  int answer = real(file);
  if (answer == 0) keep_copy(file);
  return answer;
}

int fsync(int file) { return synced("fsync", file); }
int fdatasync(int file) { return synced("fdatasync", file); }
