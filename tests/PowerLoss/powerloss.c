// What a disk holds that lost everything which was never synced. Loaded before libc into a process; each sync of a file or folder under
// POWERLOSS_FOLDER puts what is synced into POWERLOSS_DISK before it returns:
//
//   POWERLOSS_DISK/<inode>-<birth>   a file's bytes at its last sync; a folder's names at its last sync, one line each:
//                                    "d|f <mode> <inode>-<birth> <name>"
//   POWERLOSS_DISK/root              the names in POWERLOSS_FOLDER itself
//   POWERLOSS_DISK/lock              held while one of them is being replaced, by all processes
//   POWERLOSS_DISK/wait              while it is there no sync begins: somebody wants the lock, and would never get it among all these
//
// A name that was not synced with its folder does not exist; a file whose name is there and whose bytes were never synced is empty. Nothing is
// really synced: the machine is not going to lose power, and the tests are in a hurry.

#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

static pthread_mutex_t turn = PTHREAD_MUTEX_INITIALIZER;
static char block[1 << 20];

static void give_up(const char *what)
{
    dprintf(2, "powerloss: %s: %s\n", what, strerror(errno));
    abort();
}

static void key_of(int folder, const char *name, int flags, char *key, size_t size, unsigned *mode)
{
    struct statx s;
    if (statx(folder, name, flags | AT_SYMLINK_NOFOLLOW, STATX_BASIC_STATS | STATX_BTIME, &s) != 0) {
        *key = 0;
        return;
    }

    // An inode's number is used again after it was deleted; with its time of birth it is one file's.
    snprintf(key, size, "%llu-%lld.%u", (unsigned long long)s.stx_ino, (long long)s.stx_btime.tv_sec, s.stx_btime.tv_nsec);
    *mode = s.stx_mode;
}

static void write_all(int out, const char *bytes, size_t count)
{
    while (count > 0) {
        ssize_t wrote = write(out, bytes, count);
        if (wrote < 0) {
            give_up("write");
        }

        bytes += wrote;
        count -= (size_t)wrote;
    }
}

// Reads by the descriptor that is there: closing another one would drop the process's locks on the file.
static void copy_file(int in, int out)
{
    int writes_only = (fcntl(in, F_GETFL) & O_ACCMODE) == O_WRONLY;
    if (writes_only) {
        char self[64];
        snprintf(self, sizeof self, "/proc/self/fd/%d", in);
        in = open(self, O_RDONLY | O_CLOEXEC);
        if (in < 0) {
            give_up("open what is only written");
        }
    }

    off_t at = 0;
    for (ssize_t got; (got = pread(in, block, sizeof block, at)) != 0; at += got) {
        if (got < 0) {
            give_up("read");
        }

        write_all(out, block, (size_t)got);
    }

    if (writes_only) {
        close(in);
    }
}

static void copy_names(const char *path, int out)
{
    DIR *folder = opendir(path);
    if (folder == NULL) {
        give_up("open folder");
    }

    for (struct dirent *entry; (entry = readdir(folder)) != NULL;) {
        char key[64], line[512];
        unsigned mode = 0;
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) {
            continue;
        }

        key_of(dirfd(folder), entry->d_name, 0, key, sizeof key, &mode);
        if (*key != 0 && (S_ISDIR(mode) || S_ISREG(mode))) {
            int length = snprintf(line, sizeof line, "%c %o %s %s\n", S_ISDIR(mode) ? 'd' : 'f', mode & 0777, key, entry->d_name);
            write_all(out, line, (size_t)length);
        }
    }

    closedir(folder);
}

static void keep(int fd, const char *path, const char *disk, int is_root)
{
    char lock_path[4096], wait_path[4096], draft[4096], place[4096], key[64];
    unsigned mode = 0;
    key_of(fd, "", AT_EMPTY_PATH, key, sizeof key, &mode);
    snprintf(lock_path, sizeof lock_path, "%s/lock", disk);
    snprintf(draft, sizeof draft, "%s/draft", disk);
    snprintf(place, sizeof place, "%s/%s", disk, is_root ? "root" : key);

    snprintf(wait_path, sizeof wait_path, "%s/wait", disk);
    while (access(wait_path, F_OK) == 0) {
        usleep(200);
    }

    pthread_mutex_lock(&turn);
    int lock = open(lock_path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (lock < 0 || flock(lock, LOCK_EX) != 0) {
        give_up("lock");
    }

    int out = open(draft, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (out < 0) {
        give_up("open draft");
    }

    if (S_ISDIR(mode)) {
        copy_names(path, out);
    } else {
        copy_file(fd, out);
    }

    if (close(out) != 0 || rename(draft, place) != 0) {
        give_up("rename");
    }

    close(lock);
    pthread_mutex_unlock(&turn);
}

static int synced(int fd)
{
    const char *folder = getenv("POWERLOSS_FOLDER"), *disk = getenv("POWERLOSS_DISK");
    char self[64], path[4096];
    if (folder == NULL || disk == NULL) {
        return 0;
    }

    snprintf(self, sizeof self, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(self, path, sizeof path - 1);
    if (length < 0) {
        errno = EBADF;
        return -1;
    }

    path[length] = 0;
    size_t prefix = strlen(folder);
    if (strncmp(path, folder, prefix) == 0 && (path[prefix] == 0 || path[prefix] == '/')) {
        keep(fd, path, disk, path[prefix] == 0);
    }

    return 0;
}

int fsync(int fd)
{
    return synced(fd);
}

int fdatasync(int fd)
{
    return synced(fd);
}

// Who asks libc itself for the function by name gets ours, too.
void *dlsym(void *library, const char *name)
{
    static void *(*real)(void *, const char *);
    if (real == NULL) {
        real = (void *(*)(void *, const char *))dlvsym(RTLD_NEXT, "dlsym", "GLIBC_2.34");
        if (real == NULL) {
            real = (void *(*)(void *, const char *))dlvsym(RTLD_NEXT, "dlsym", "GLIBC_2.2.5");
        }
        if (real == NULL) {
            real = (void *(*)(void *, const char *))dlvsym(RTLD_NEXT, "dlsym", "GLIBC_2.17");
        }
    }

    if (strcmp(name, "fsync") == 0) {
        return (void *)fsync;
    }

    return strcmp(name, "fdatasync") == 0 ? (void *)fdatasync : real(library, name);
}
