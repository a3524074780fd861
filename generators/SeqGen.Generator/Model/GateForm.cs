namespace SeqGen.Generator.Model;

/// <summary>How sigmoid and tanh are computed inside recurrent cells.</summary>
internal enum GateForm
{
    /// <summary>A rational function with a short chain of dependent operations.</summary>
    Fast,

    /// <summary>The functions of the other layers, by way of the exponential function.</summary>
    Precise,

    /// <summary>A rational function of lower degree, for where an error of 1e-4 is no matter.</summary>
    Coarse,
}
