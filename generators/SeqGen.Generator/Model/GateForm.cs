namespace SeqGen.Generator.Model;

/// <summary>How sigmoid and tanh are computed inside recurrent cells.</summary>
internal enum GateForm
{
    /// <summary>A rational function with a short chain of dependent operations.</summary>
    Fast,

    /// <summary>The functions of the other layers, by way of the exponential function.</summary>
    Precise,
}
