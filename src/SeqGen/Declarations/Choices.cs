namespace SeqGen;

/// <summary>How the two directions of a bidirectional layer become one output.</summary>
public enum MergeMode
{
    /// <summary>Concatenated: twice as many values.</summary>
    Concat,

    /// <summary>Added.</summary>
    Sum,

    /// <summary>Multiplied.</summary>
    Mul,

    /// <summary>Their mean.</summary>
    Ave,
}

/// <summary>The recurrent layer of each direction of a bidirectional layer.</summary>
public enum Cell
{
    /// <summary>Long short-term memory.</summary>
    Lstm,

    /// <summary>Long short-term memory whose gates also read the cell.</summary>
    PeepholeLstm,

    /// <summary>Long short-term memory whose output is a projection of the cell's.</summary>
    ProjectedLstm,

    /// <summary>Gated recurrent unit.</summary>
    Gru,

    /// <summary>The minimal gated recurrent unit.</summary>
    MinGru,

    /// <summary>The fully connected recurrent layer.</summary>
    SimpleRnn,
}

/// <summary>What the windows of a convolution or of a pooling layer see beyond the ends of a sequence.</summary>
public enum Padding
{
    /// <summary>Nothing: windows lie inside the sequence (Keras' default).</summary>
    Valid,

    /// <summary>Padding on both sides, so that the output has as many steps as the input (divided by the strides).</summary>
    Same,

    /// <summary>Padding before the first step, so that no window sees a later step than its own. Not for pooling.</summary>
    Causal,
}

/// <summary>How attention compares a query with a key.</summary>
public enum ScoreMode
{
    /// <summary>Their product.</summary>
    Dot,

    /// <summary>The sum of the tanh of their sum.</summary>
    Concat,
}

/// <summary>
/// When inference looks up products of an embedding's vectors with the kernel of the next recurrent layer instead of the
/// vectors: it saves the product and takes memory.
/// </summary>
public enum Folding
{
    /// <summary>Where the table of products has at most 4 million values.</summary>
    Auto,

    /// <summary>Whatever memory it takes.</summary>
    Always,

    /// <summary>Not at all.</summary>
    Never,
}

/// <summary>How inference stores the matrices that it multiplies by.</summary>
public enum WeightFormat
{
    /// <summary>As they were trained.</summary>
    Float32,

    /// <summary>
    /// Rounded to the upper half of a float, a relative error of at most 2^-9: half the bytes, for layers whose weights do not
    /// fit a fast cache. Biases, tables that tokens look up, and layers of up to four outputs stay in float32.
    /// </summary>
    BFloat16,
}

/// <summary>How recurrent cells compute sigmoid and tanh.</summary>
public enum GateForm
{
    /// <summary>
    /// A rational function with a short chain of dependent operations. The absolute error is below 3e-7 (tanh) and 2.1e-7
    /// (sigmoid) for every float; the sigmoid of a very negative number has no relative accuracy.
    /// </summary>
    Fast,

    /// <summary>
    /// The functions of the other layers, by way of the exponential function. The absolute error is below 2e-7 (tanh) and
    /// 9e-8 (sigmoid) for every float; the sigmoid's relative error is below 2e-7 wherever its value is above 1e-37. Small
    /// layers take up to twice as long.
    /// </summary>
    Precise,

    /// <summary>
    /// A rational function of lower degree than <see cref="Fast"/>, for audio and the like. The absolute error is below 9.2e-5 (tanh)
    /// and 4.6e-5 (sigmoid) for every float; both reach exactly -1, 0 and 1 far out. Outputs differ from Keras' by about as much, so a model
    /// is best trained in this form, or compared before it is used.
    /// </summary>
    Coarse,
}

/// <summary>What shares a slope of a <see cref="PreluAttribute"/>.</summary>
public enum SharedAxes
{
    /// <summary>Nothing: each value of each step has its own.</summary>
    None,

    /// <summary>All steps of a sequence: a slope for each value.</summary>
    Time,

    /// <summary>All values of a step: a slope for each step.</summary>
    Values,

    /// <summary>Everything: one slope.</summary>
    Both,
}

/// <summary>The losses that a declaration may name, as Keras defines them.</summary>
public enum LossFunction
{
    /// <summary>For sigmoids, each one the answer to a yes-or-no question.</summary>
    BinaryCrossentropy,

    /// <summary>For a softmax over classes; targets are one-hot vectors.</summary>
    CategoricalCrossentropy,

    /// <summary>For a softmax over classes; targets are class numbers.</summary>
    SparseCategoricalCrossentropy,

    /// <summary>The mean of squared differences.</summary>
    MeanSquaredError,

    /// <summary>The mean of absolute differences.</summary>
    MeanAbsoluteError,

    /// <summary>Squared for small differences, absolute for large ones.</summary>
    Huber,
}
