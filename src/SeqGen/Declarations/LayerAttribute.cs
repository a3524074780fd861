namespace SeqGen;

/// <summary>A layer of a network; layers follow one another in the order of their attributes.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public abstract class LayerAttribute : Attribute
{
    private protected LayerAttribute()
    {
    }

    /// <summary>The layer's name, unique in the model; by default Keras' name of the layer, then with _1, _2 and so on.</summary>
    public string? Name { get; set; }

    /// <summary>False leaves the layer's weights alone in training.</summary>
    public bool Trainable { get; set; } = true;

    /// <summary>True applies the layer to each step of a sequence by itself, or to each of several sequences, with the same weights (Keras' TimeDistributed).</summary>
    public bool TimeDistributed { get; set; }

    /// <summary>Seeds the layer's initialisers and dropout; by default derived from the model's seed.</summary>
    public int Seed { get; set; }
}
