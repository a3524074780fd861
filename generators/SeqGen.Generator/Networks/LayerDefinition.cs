namespace SeqGen.Generator.Networks;

/// <summary>A layer's word, its Keras class and the table of its arguments.</summary>
internal sealed class LayerDefinition
{
    /// <summary>The arguments that every layer has, after its own.</summary>
    private static readonly ImmutableArray<ArgumentDefinition> Common =
    [
        new() { Name = "name", Type = ArgumentType.Name, Optional = true, Summary = "The layer's name; by default its word, then with _1, _2 and so on." },
        ArgumentDefinition.Flag("trainable", true, "False leaves the layer's weights alone in training."),
        ArgumentDefinition.Flag(TimeDistributedLayer.Argument, false, "True applies the layer to each step of a sequence by itself, or to each of several sequences (Keras' TimeDistributed)."),
        ArgumentDefinition.Integer("seed", int.MinValue, int.MaxValue, "Seeds the layer's initialisers and dropout; by default derived from the model's seed.") with { Optional = true },
    ];

    /// <param name="word">The word in a .seqnet file; also Keras' default name of such a layer.</param>
    /// <param name="className">Keras' class name.</param>
    /// <param name="summary">One sentence of documentation.</param>
    /// <param name="read">Reads the layer's own arguments.</param>
    /// <param name="arguments">The layer's own arguments, positional ones first.</param>
    public LayerDefinition(string word, string className, string summary, Func<ArgumentReader, LayerSpec> read, params ImmutableArray<ArgumentDefinition> arguments)
    {
        Word = word;
        ClassName = className;
        Summary = summary;
        ReadOwn = read;
        OwnArguments = arguments;
        Arguments = arguments.AddRange(Common);
    }

    public string Word { get; }

    public string ClassName { get; }

    public string Summary { get; }

    /// <summary>All arguments in the order of documentation.</summary>
    public ImmutableArray<ArgumentDefinition> Arguments { get; }

    /// <summary>The arguments without those that every layer has.</summary>
    public ImmutableArray<ArgumentDefinition> OwnArguments { get; }

    private Func<ArgumentReader, LayerSpec> ReadOwn { get; }

    /// <summary>True where an argument is one of the layer's own.</summary>
    public bool Takes(string argument) => OwnArguments.Any(own => own.Name == argument);

    /// <summary>The spec of one layer; its name follows later, when all layers are known.</summary>
    public LayerSpec Read(ArgumentReader arguments)
    {
        LayerSpec layer = ReadOwn(arguments) with
        {
            Trainable = arguments.Flag("trainable"),
            Seed = arguments.OptionalInteger("seed"),
        };
        return arguments.Flag(TimeDistributedLayer.Argument) ? TimeDistributedLayer.Around(layer, arguments) : layer;
    }

    /// <summary>The spec of a layer inside another one, whose arguments are among the outer one's; what is not written has this layer's default.</summary>
    public LayerSpec ReadInside(ArgumentReader arguments) => arguments.With(OwnArguments, ReadOwn);
}
