"""Uses the library from Python: ctypes alone. Prints one line a fact."""
import ctypes
import sys

library = ctypes.CDLL(sys.argv[1])
library.library_error.restype = ctypes.c_char_p


def check(status):
    if status != 0:
        raise RuntimeError(library.library_error().decode())


def tokens_of(text):
    tokens, count = (ctypes.c_int32 * 20)(), ctypes.c_int32()
    check(library.review_encode(text.encode(), tokens, 20, ctypes.byref(count)))
    return tokens, count


model = ctypes.c_void_p()
check(library.review_create(None, ctypes.byref(model)))
output = (ctypes.c_float * 1)()
tokens, count = tokens_of("w9 w3 w1")
check(library.review_predict(model, tokens, count, output, 1))
print("pretrained", repr(output[0]))
try:
    tokens[0] = -1
    check(library.review_predict(model, tokens, count, output, 1))
except RuntimeError as error:
    print("error", error)

stream = ctypes.c_void_p()
check(library.review_stream_create(model, ctypes.byref(stream)))
for token in (9, 3, 1):
    check(library.review_stream_step(stream, token, output, 1))
print("stream", repr(output[0]))
check(library.review_stream_destroy(stream))
check(library.review_destroy(model))
