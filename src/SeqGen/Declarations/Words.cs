namespace SeqGen;

/// <summary>How the two directions of a bidirectional layer become one output.</summary>
public static class MergeMode
{
    /// <summary>Side by side: twice as many values.</summary>
    public const string Concat = "concat";

    /// <summary>Added.</summary>
    public const string Sum = "sum";

    /// <summary>Multiplied.</summary>
    public const string Mul = "mul";

    /// <summary>Their mean.</summary>
    public const string Ave = "ave";
}

/// <summary>The recurrent layer of each direction of a bidirectional layer.</summary>
public static class Cell
{
    /// <summary>Long short-term memory.</summary>
    public const string Lstm = "lstm";

    /// <summary>Long short-term memory whose gates look at the cell.</summary>
    public const string PeepholeLstm = "peephole_lstm";

    /// <summary>Long short-term memory whose output is a projection of the cell's.</summary>
    public const string ProjectedLstm = "projected_lstm";

    /// <summary>The minimal gated recurrent unit.</summary>
    public const string MinGru = "min_gru";

    /// <summary>Gated recurrent unit.</summary>
    public const string Gru = "gru";

    /// <summary>The fully connected recurrent layer.</summary>
    public const string SimpleRnn = "simple_rnn";
}

/// <summary>On which side a sequence is filled up or cut.</summary>
public static class Padding
{
    /// <summary>At the start (Keras' default).</summary>
    public const string Pre = "pre";

    /// <summary>At the end.</summary>
    public const string Post = "post";

    /// <summary>Not at all: another length than the declared one is an error.</summary>
    public const string Error = "error";
}

/// <summary>What the windows of a convolution or of a pooling layer see beyond the ends of a sequence.</summary>
public static class WindowPadding
{
    /// <summary>Nothing: windows lie inside the sequence (Keras' default).</summary>
    public const string Valid = "valid";

    /// <summary>Padding on both sides, so that as many steps come out as go in (divided by the strides).</summary>
    public const string Same = "same";

    /// <summary>Padding before the first step, so that no window sees a later step than its own.</summary>
    public const string Causal = "causal";
}

/// <summary>How attention compares a query with a key.</summary>
public static class ScoreMode
{
    /// <summary>Their product.</summary>
    public const string Dot = "dot";

    /// <summary>The sum of the tanh of their sum.</summary>
    public const string Concat = "concat";
}

/// <summary>The state of a recurrent layer before the first step.</summary>
public static class InitialState
{
    /// <summary>All zeros.</summary>
    public const string Zeros = "zeros";

    /// <summary>Handed in at run time.</summary>
    public const string Input = "input";
}

/// <summary>How inference stores the matrices that it multiplies by.</summary>
public static class WeightFormat
{
    /// <summary>As they were trained.</summary>
    public const string Float32 = "float32";

    /// <summary>
    /// Rounded to the upper half of a float, a relative error of at most 2^-9: half the bytes, for layers whose weights do not
    /// fit a fast cache. Biases, tables that tokens look up, and layers of up to four outputs stay in float32.
    /// </summary>
    public const string BFloat16 = "bfloat16";
}

/// <summary>How recurrent cells compute sigmoid and tanh.</summary>
public static class GateFunctions
{
    /// <summary>
    /// A rational function with a short chain of dependent operations. The absolute error is below 3e-7 (tanh) and 2.1e-7
    /// (sigmoid) for every float; the sigmoid of a very negative number has no relative accuracy.
    /// </summary>
    public const string Fast = "fast";

    /// <summary>
    /// The functions of the other layers, by way of the exponential function. The absolute error is below 2e-7 (tanh) and
    /// 9e-8 (sigmoid) for every float; the sigmoid's relative error is below 2e-7 wherever its value is above 1e-37. Small
    /// layers take up to twice as long.
    /// </summary>
    public const string Precise = "precise";
}

/// <summary>Keras' initialisers.</summary>
public static class Initialize
{
    /// <summary>All zeros.</summary>
    public const string Zeros = "zeros";

    /// <summary>All ones.</summary>
    public const string Ones = "ones";

    /// <summary>Uniform in [-limit, limit], limit = sqrt(6 / (fan_in + fan_out)).</summary>
    public const string GlorotUniform = "glorot_uniform";

    /// <summary>A random (semi-)orthogonal matrix.</summary>
    public const string Orthogonal = "orthogonal";

    /// <summary>Uniform in [-0.05, 0.05]; <c>"uniform(-0.1,0.1)"</c> sets the limits.</summary>
    public const string Uniform = "uniform";
}

/// <summary>The losses that a declaration may name, as Keras defines them.</summary>
public static class LossFunction
{
    /// <summary>For sigmoids, each one the answer to a yes-or-no question.</summary>
    public const string BinaryCrossentropy = "binary_crossentropy";

    /// <summary>For a softmax over classes; targets are one-hot vectors.</summary>
    public const string CategoricalCrossentropy = "categorical_crossentropy";

    /// <summary>For a softmax over classes; targets are class numbers.</summary>
    public const string SparseCategoricalCrossentropy = "sparse_categorical_crossentropy";

    /// <summary>The mean of squared differences.</summary>
    public const string MeanSquaredError = "mean_squared_error";

    /// <summary>The mean of absolute differences.</summary>
    public const string MeanAbsoluteError = "mean_absolute_error";

    /// <summary>Squared for small differences, absolute for large ones.</summary>
    public const string Huber = "huber";
}
