namespace SeqGen;

/// <summary>The state of a recurrent layer before the first step.</summary>
public static class InitialState
{
    /// <summary>All zeros.</summary>
    public const string Zeros = "zeros";

    /// <summary>Passed at run time.</summary>
    public const string Input = "input";

    /// <summary>Weights of the layer, zero at first, the same for every sequence; training learns them.</summary>
    public const string Weights = "weights";
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
