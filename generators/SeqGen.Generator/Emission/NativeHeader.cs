namespace SeqGen.Generator.Emission;

/// <summary>Writes the header of a native library: plain C, which C++ and the readers of headers of other languages take as well.</summary>
internal static class NativeHeader
{
    /// <param name="library">What the names of the library begin with.</param>
    /// <param name="models">Its models.</param>
    public static string Write(string library, IReadOnlyList<NativeModel> models)
    {
        var text = new CodeWriter();
        string guard = library.ToUpperInvariant() + "_H";
        text.Lines($$"""
            /*
             * Sequence networks, compiled by SeqGen.
             *
             * Every function but {{library}}_error returns a status: SEQGEN_OK, or another one, and then {{library}}_error gives a message. Counts are numbers of
             * values. What a function gives is written to memory of the caller, and nothing of what the caller hands in is kept.
             *
             * Threads: a model may be used by any number of threads at once, a stream by one at a time. What is destroyed may not be in use. A handle that
             * was destroyed is an error, not a crash. Messages belong to the calling thread.
             */
            #ifndef {{guard}}
            #define {{guard}}

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
            const char *{{library}}_error(void);
            """);
        foreach (NativeModel model in models)
        {
            WriteModel(text, model);
        }

        text.Lines("""

            #ifdef __cplusplus
            }
            #endif

            #endif
            """);
        return text.ToString();
    }

    private static void WriteModel(CodeWriter text, NativeModel model)
    {
        string upper = model.Prefix.ToUpperInvariant();
        text.Line();
        text.Line($"/* {model.Class.Name}: {model.Title}{(model.StepLength is null ? $". No stream: {model.StreamObstacle}" : "")}. */");
        text.Line($"typedef struct {model.Prefix}_model {model.Prefix}_model;");
        if (model.StepLength is not null)
        {
            text.Line($"typedef struct {model.Prefix}_stream {model.Prefix}_stream;");
        }

        foreach (NativeInput input in model.Inputs)
        {
            string stem = $"{upper}_{input.Stem.ToUpperInvariant()}";
            text.Line($"#define {stem}STEPS {input.Steps}");
            text.Line($"#define {stem}{(input.IsTokens ? "VOCABULARY" : "FEATURES")} {input.Size}");
        }

        text.Line($"#define {upper}_OUTPUT {model.OutputLength}");
        foreach (NativeFunction function in NativeFunctions.Of(model))
        {
            text.Line();
            text.Line($"/* {function.Comment} */");
            text.Line($"int32_t {function.Name}({string.Join(", ", function.Parameters.Select(parameter => parameter.Declaration))});");
        }
    }
}
