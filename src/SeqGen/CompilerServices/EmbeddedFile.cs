using System.ComponentModel;
using SeqGen.Text;

namespace SeqGen.CompilerServices;

/// <summary>Gives what the build has put into the assembly of a model. Called by emitted code, not by users.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class EmbeddedFile
{
    /// <summary>Gives a model the weights that are part of its assembly. They are read where they lie, and copied when they are first changed, or where they lie otherwise than in memory.</summary>
    /// <typeparam name="T">The model's class.</typeparam>
    /// <param name="model">The model.</param>
    /// <param name="resource">The name of the assembly's resource.</param>
    /// <returns>The model.</returns>
    /// <exception cref="CheckpointException">The assembly was built without SeqGen's build files, or was damaged since.</exception>
    public static T Load<T>(T model, string resource)
        where T : SequenceModel
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentException.ThrowIfNullOrEmpty(resource);
        model.LoadEmbedded(resource);
        return model;
    }

    /// <summary>Reads the tokenizer that is part of an assembly.</summary>
    /// <param name="model">The model's class, for the assembly.</param>
    /// <param name="resource">The name of the assembly's resource.</param>
    /// <exception cref="CheckpointException">The assembly was built without SeqGen's build files.</exception>
    public static Tokenizer ReadTokenizer(Type model, string resource)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentException.ThrowIfNullOrEmpty(resource);
        using Stream stream = EmbeddedWeights.Open(model.Assembly, resource);
        return Tokenizer.Load(stream);
    }
}
