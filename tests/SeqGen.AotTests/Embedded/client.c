/* Uses every function of the library. Prints one line a fact: a name, and what was found. */
#define _POSIX_C_SOURCE 200112L
#include "Library.h"
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

static const int32_t tokens[] = {3, 1, 4, 1, 5};
static const float levels[] = {0.5f, -0.25f, 0.125f, 1, 0, 0, -1, 0.75f, 0.5f, 0.25f};

static void values(const char *name, const float *v, int count)
{
    printf("%s", name);
    for (int i = 0; i < count; i++)
    {
        printf(" %.9g", v[i]);
    }
    printf("\n");
}

static void fails(const char *name, int32_t status) { printf("%s %d %s\n", name, (int)status, library_error()); }

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1e9 + t.tv_nsec;
}

static void *many(void *model)
{
    float first = 0, output;
    for (int i = 0; i < 2000; i++)
    {
        if (review_predict(model, tokens, 5, &output, 1) != SEQGEN_OK || (i > 0 && output != first))
        {
            return "differs";
        }
        first = output;
    }
    /* An error of this thread is no other thread's. */
    return review_predict(model, tokens, 5, &output, 2) == SEQGEN_INVALID_ARGUMENT && strlen(library_error()) > 0 ? NULL : "no error";
}

int main(int argc, char **argv)
{
    const char *folder = argc > 1 ? argv[1] : ".";
    char path[4096];
    float output[12], state[4];
    int32_t encoded[20], count;
    review_model *review, *loaded;
    review_stream *stream;

    printf("before %s.\n", library_error());
    if (review_create(NULL, &review) != SEQGEN_OK)
    {
        printf("failed %s\n", library_error());
        return 1;
    }
    review_predict(review, tokens, 5, output, 1);
    values("pretrained", output, 1);
    snprintf(path, sizeof path, "%s/Review.safetensors", folder);
    review_create(path, &loaded);
    review_predict(loaded, tokens, 5, output, 1);
    values("loaded", output, 1);
    review_encode("w9 unknown w3", encoded, 20, &count);
    printf("encoded %d %d %d\n", (int)count, (int)encoded[0], (int)encoded[1]);

    review_stream_create(review, &stream);
    review_destroy(review);
    for (int i = 0; i < 5; i++)
    {
        review_stream_step(stream, tokens[i], output + i, 1);
    }
    values("stream", output, 5);
    review_stream_reset(stream);
    review_stream_step(stream, tokens[0], NULL, 0);
    review_stream_step(stream, tokens[1], output, 1);
    values("again", output, 1);

    level_model *level;
    level_stream *steps;
    snprintf(path, sizeof path, "%s/Level.safetensors", folder);
    level_create(path, &level);
    level_predict(level, levels, LEVEL_STEPS, output, LEVEL_OUTPUT);
    values("level", output, LEVEL_OUTPUT);
    level_stream_create(level, &steps);
    for (int i = 0; i < LEVEL_STEPS; i++)
    {
        level_stream_step(steps, levels + i, 1, output + i, 1);
    }
    values("steps", output, LEVEL_STEPS);

    pair_model *pair;
    pair_stream *pairs;
    const float mask[] = {1, 1, 0, 1, 1};
    snprintf(path, sizeof path, "%s/Pair.safetensors", folder);
    pair_create(path, &pair);
    pair_predict(pair, tokens, 5, mask, levels, 8, NULL, output, PAIR_OUTPUT);
    values("pair", output, PAIR_OUTPUT);
    pair_stream_create(pair, &pairs);
    fails("unbegun", pair_stream_step(pairs, levels, 2, output, 3));
    pair_stream_begin(pairs, tokens, 5, mask);
    for (int i = 0; i < 4; i++)
    {
        pair_stream_step(pairs, levels + 2 * i, 2, output + 3 * i, 3);
    }
    values("pairs", output, PAIR_OUTPUT);

    carried_model *carried;
    snprintf(path, sizeof path, "%s/Carried.safetensors", folder);
    carried_create(path, &carried);
    carried_set_state(carried, "lstm/h", levels, 4);
    carried_predict(carried, levels, 6, output, 4);
    values("carried", output, 4);
    carried_get_state(carried, "lstm/c", state, 4);
    values("state", state, 4);
    carried_reset_states(carried);
    carried_predict(carried, levels, 6, output, 4);
    values("reset", output, 4);
    fails("badstate", carried_set_state(carried, "lstm/x", levels, 4));

    gates_model *gates;
    gates_stream *frames;
    float gains[GATES_OUTPUT], activity[GATES_STEPS];
    snprintf(path, sizeof path, "%s/Gates.safetensors", folder);
    gates_create(path, &gates);
    gates_predict(gates, levels, 10, gains, GATES_OUTPUT);
    values("gains", gains, GATES_OUTPUT);
    gates_output(gates, "activity", activity, GATES_STEPS);
    values("activity", activity, GATES_STEPS);
    gates_output(gates, "gains", gains, GATES_OUTPUT);
    values("gainsagain", gains, GATES_OUTPUT);
    fails("nooutput", gates_output(gates, "silence", activity, GATES_STEPS));
    fails("shortoutput", gates_output(gates, "activity", activity, 1));
    gates_stream_create(gates, &frames);
    for (int i = 0; i < GATES_STEPS; i++)
    {
        gates_stream_step(frames, levels + 2 * i, 2, gains + 3 * i, 3);
        gates_stream_output(frames, "activity", activity + i, 1);
    }
    values("gainsteps", gains, GATES_OUTPUT);
    values("activitysteps", activity, GATES_STEPS);
    fails("nostepoutput", gates_stream_output(frames, "silence", activity, 1));
    gates_stream_destroy(frames);
    gates_destroy(gates);

    snprintf(path, sizeof path, "%s/none.safetensors", folder);
    fails("nofile", review_create(path, &review));
    printf("nomodel %d\n", review == NULL);
    snprintf(path, sizeof path, "%s/Level.safetensors", folder);
    fails("wrongfile", review_create(path, &review));
    fails("noweights", level_create(NULL, &level));
    encoded[0] = 5000;
    fails("token", review_predict(loaded, encoded, 1, output, 1));
    fails("nulltokens", review_predict(loaded, NULL, 1, output, 1));
    fails("negative", review_predict(loaded, tokens, -1, output, 1));
    fails("output", review_predict(loaded, tokens, 5, output, 2));
    fails("nullmodel", review_predict(NULL, tokens, 5, output, 1));
    fails("garbage", review_predict((review_model *)"garbage", tokens, 5, output, 1));
    fails("othermodel", review_predict((review_model *)pair, tokens, 5, output, 1));
    fails("nullplace", review_create(NULL, NULL));
    fails("freed", review_stream_destroy(stream) == SEQGEN_OK ? review_stream_step(stream, 1, output, 1) : -1);
    fails("twice", review_stream_destroy(stream));
    printf("null %d\n", (int)review_stream_destroy(NULL));

    pthread_t threads[4];
    void *wrong[4];
    for (int i = 0; i < 4; i++)
    {
        pthread_create(&threads[i], NULL, many, loaded);
    }
    for (int i = 0; i < 4; i++)
    {
        pthread_join(threads[i], &wrong[i]);
        printf("thread %s\n", wrong[i] ? (const char *)wrong[i] : "ok");
    }

    double best = 1e18, step = 1e18;
    for (int round = 0; round < 20; round++)
    {
        double start = now();
        for (int i = 0; i < 100000; i++)
        {
            review_destroy(NULL);
        }
        double between = now();
        for (int i = 0; i < 10000; i++)
        {
            level_stream_step(steps, levels, 1, output, 1);
        }
        double end = now();
        best = between - start < best ? between - start : best;
        step = end - between < step ? end - between : step;
    }
    printf("cost %.1f %.1f\n", best / 100000, step / 10000);
    return 0;
}
