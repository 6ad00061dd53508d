/* How many Argon2id hashes a second this machine makes on all its cores with the parameters of the
 * server (m=19456, t=2, p=1) and nothing else to do: what setting passwords is compared with.
 *
 *   argon2-rate THREADS SECONDS      prints hashes a second
 */
#include <argon2.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static atomic_int stop;
static atomic_long hashes;

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static void *hash(void *unused) {
    (void)unused;
    unsigned char tag[32];
    while (!atomic_load(&stop)) {
        int failure = argon2id_hash_raw(2, 19456, 1, "Password1!", 10, "sixteen bytes ..", 16, tag, sizeof tag);
        if (failure != ARGON2_OK) {
            fprintf(stderr, "argon2: %s\n", argon2_error_message(failure));
            exit(1);
        }
        atomic_fetch_add(&hashes, 1);
    }
    return NULL;
}

int main(int count, char **arguments) {
    if (count != 3) return 2;
    int threads = atoi(arguments[1]), seconds = atoi(arguments[2]);
    if (threads < 1 || threads > 256 || seconds < 1) return 2;
    pthread_t made[256];
    double start = now();
    for (int index = 0; index < threads; index++) pthread_create(&made[index], NULL, hash, NULL);
    nanosleep(&(struct timespec){.tv_sec = seconds}, NULL);
    atomic_store(&stop, 1);
    for (int index = 0; index < threads; index++) pthread_join(made[index], NULL);
    printf("%.2f\n", (double)atomic_load(&hashes) / (now() - start));
    return 0;
}
