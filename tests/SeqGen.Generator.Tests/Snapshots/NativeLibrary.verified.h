/*
 * Sequence networks, compiled by SeqGen.
 *
 * Every function but library_error returns a status: SEQGEN_OK, or another one, and then library_error gives a message. Counts are numbers of
 * values. What a function gives is written to memory of the caller, and nothing of what the caller hands in is kept.
 *
 * Threads: a model may be used by any number of threads at once, a stream by one at a time. What is destroyed may not be in use. A handle that
 * was destroyed is an error, not a crash. Messages belong to the calling thread.
 */
#ifndef LIBRARY_H
#define LIBRARY_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#ifndef SEQGEN_STATUS
#define SEQGEN_STATUS
enum
{
    SEQGEN_OK = 0,
    SEQGEN_INVALID_ARGUMENT = 1, /* a handle, an address, a count or a token that does not fit */
    SEQGEN_INVALID_STATE = 2,    /* a call that is not possible now, or never of this model */
    SEQGEN_FILE = 3,             /* a file that cannot be read, is damaged or is another model's */
    SEQGEN_OUT_OF_MEMORY = 4,
    SEQGEN_UNEXPECTED = 5
};
#endif

/* The message of the calling thread's last error, UTF-8; valid until the thread's next one. An empty text where there was none. */
const char *library_error(void);

/* Carried: GRU(4). */
typedef struct carried_model carried_model;
typedef struct carried_stream carried_stream;
#define CARRIED_STEPS 3
#define CARRIED_FEATURES 2
#define CARRIED_OUTPUT 4

/* Makes a model with the weights of a safetensors file (its path in UTF-8). */
int32_t carried_create(const char *path, carried_model **model);

/* The output (4 values) for one sequence. */
int32_t carried_predict(carried_model *model, const float *features, int32_t count, float *output, int32_t output_count);

/* Sets a state that the calling thread's next prediction starts from: "gru/h" (4 values). */
int32_t carried_set_state(carried_model *model, const char *name, const float *values, int32_t count);

/* Sets the states that the calling thread's next prediction starts from to zero. */
int32_t carried_reset_states(carried_model *model);

/* Gives a state that the calling thread's last prediction ended with: "gru/h" (4 values). */
int32_t carried_get_state(carried_model *model, const char *name, float *values, int32_t count);

/* Lets go of a model, which no other call may be using. Its streams stay usable. NULL is allowed. */
int32_t carried_destroy(carried_model *model);

/* Makes a stream over a model, which is fed one step at a time. */
int32_t carried_stream_create(carried_model *model, carried_stream **stream);

/* Takes one step (2 values) and gives the output after it (4 values); output may be NULL and output_count 0 where it is not wanted. */
int32_t carried_stream_step(carried_stream *stream, const float *features, int32_t count, float *output, int32_t output_count);

/* Sets all states as before the first step. */
int32_t carried_stream_reset(carried_stream *stream);

/* Lets go of a stream, which no other call may be using. NULL is allowed. */
int32_t carried_stream_destroy(carried_stream *stream);

/* SmallReview: Embedding(50, 8) - LSTM(4) - Dense(1, sigmoid). */
typedef struct small_review_model small_review_model;
typedef struct small_review_stream small_review_stream;
#define SMALL_REVIEW_STEPS 20
#define SMALL_REVIEW_VOCABULARY 50
#define SMALL_REVIEW_OUTPUT 1

/* Makes a model with the weights of a safetensors file (its path in UTF-8). */
int32_t small_review_create(const char *path, small_review_model **model);

/* Makes tokens of a text (UTF-8), by the tokenizer in this library. Of a text with more than capacity known words, the last ones are given; *count is their number. */
int32_t small_review_encode(const char *text, int32_t *tokens, int32_t capacity, int32_t *count);

/* The output (1 value) for one sequence. A mask has a value for each step, 1 for a real one and 0 for a masked one; it may be NULL where all are real. */
int32_t small_review_predict(small_review_model *model, const int32_t *tokens, int32_t count, const float *mask, float *output, int32_t output_count);

/* Lets go of a model, which no other call may be using. Its streams stay usable. NULL is allowed. */
int32_t small_review_destroy(small_review_model *model);

/* Makes a stream over a model, which is fed one step at a time. */
int32_t small_review_stream_create(small_review_model *model, small_review_stream **stream);

/* Takes one step (a token) and gives the output after it (1 value); output may be NULL and output_count 0 where it is not wanted. */
int32_t small_review_stream_step(small_review_stream *stream, int32_t token, float *output, int32_t output_count);

/* Sets all states as before the first step. */
int32_t small_review_stream_reset(small_review_stream *stream);

/* Lets go of a stream, which no other call may be using. NULL is allowed. */
int32_t small_review_stream_destroy(small_review_stream *stream);

/* Translator: Embedding(9, 4) - LSTM(5) - LSTM(5) - Dense(3, softmax). */
typedef struct translator_model translator_model;
typedef struct translator_stream translator_stream;
#define TRANSLATOR_SOURCE_STEPS 6
#define TRANSLATOR_SOURCE_VOCABULARY 9
#define TRANSLATOR_OUTPUT_INPUT_STEPS 4
#define TRANSLATOR_OUTPUT_INPUT_FEATURES 2
#define TRANSLATOR_OUTPUT 12

/* Makes a model with the weights of a safetensors file (its path in UTF-8). */
int32_t translator_create(const char *path, translator_model **model);

/* The output (12 values) for one sequence. A mask has a value for each step, 1 for a real one and 0 for a masked one; it may be NULL where all are real. */
int32_t translator_predict(translator_model *model, const int32_t *source_tokens, int32_t source_count, const float *output_input_features, int32_t output_input_count, const float *output_input_mask, float *output, int32_t output_count);

/* Lets go of a model, which no other call may be using. Its streams stay usable. NULL is allowed. */
int32_t translator_destroy(translator_model *model);

/* Makes a stream over a model, which is fed one step at a time. */
int32_t translator_stream_create(translator_model *model, translator_stream **stream);

/* Begins a sequence: takes the inputs that are given as a whole. */
int32_t translator_stream_begin(translator_stream *stream, const int32_t *source_tokens, int32_t source_count);

/* Takes one step (2 values) and gives the output after it (3 values); output may be NULL and output_count 0 where it is not wanted. */
int32_t translator_stream_step(translator_stream *stream, const float *features, int32_t count, float *output, int32_t output_count);

/* Sets all states as before the first step. */
int32_t translator_stream_reset(translator_stream *stream);

/* Lets go of a stream, which no other call may be using. NULL is allowed. */
int32_t translator_stream_destroy(translator_stream *stream);

/* Whole: Dense(1). No stream: the input has no steps. */
typedef struct whole_model whole_model;
#define WHOLE_STEPS 1
#define WHOLE_FEATURES 2
#define WHOLE_OUTPUT 1

/* Makes a model with the weights of a safetensors file (its path in UTF-8), or, where path is NULL, with those in this library. */
int32_t whole_create(const char *path, whole_model **model);

/* The output (1 value) for one sequence. */
int32_t whole_predict(whole_model *model, const float *features, int32_t count, float *output, int32_t output_count);

/* Lets go of a model, which no other call may be using. Its streams stay usable. NULL is allowed. */
int32_t whole_destroy(whole_model *model);

#ifdef __cplusplus
}
#endif

#endif
