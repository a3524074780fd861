using System.Globalization;
using SeqGen.Reporting;

namespace SeqGen.Samples.TextGeneration;

/// <summary>The whole way: text, training, bits per character, saving, loading, and texts that the model writes.</summary>
internal sealed class GenerationStory
{
    private const string WeightsFile = "weights.safetensors";
    private const string StructureFile = "structure.json";
    private const string CharactersFile = "characters.txt";
    private const int GeneratedCharacters = 300;
    private const int TopK = 10;

    private readonly ModelChoice _choice;
    private readonly SampleOptions _options;
    private readonly CharacterCorpus _corpus;
    private readonly SequenceModel _model;
    private readonly CharacterVocabulary _vocabulary;
    private readonly int[] _training;
    private readonly int[] _validation;

    private GenerationStory(ModelChoice choice, CharacterCorpus corpus, SampleOptions options)
    {
        _choice = choice;
        _options = options;
        _corpus = corpus;
        _model = choice.Create(options.Seed);
        _vocabulary = CharacterVocabulary.Of(corpus.Training + corpus.Validation, Input.Vocabulary);
        _training = _vocabulary.Encode(corpus.Training);
        _validation = _vocabulary.Encode(corpus.Validation);
    }

    private InputDescription Input => _model.Description.Inputs[0];

    private int Epochs => _options.Epochs ?? _choice.Epochs;

    private int BatchSize => _options.BatchSize ?? _choice.BatchSize;

    private string Folder => _options.Save ?? Path.Combine("artifacts", "text-" + _choice.Words[^1]);

    /// <summary>Tells the story.</summary>
    /// <param name="options">What the person asked for.</param>
    /// <param name="cancellation">Ends it early.</param>
    public static RunRecord Run(SampleOptions options, CancellationToken cancellation)
    {
        ModelChoice choice = Choose(options);
        CharacterCorpus corpus =
            choice == ModelCatalog.Shakespeare ? CharacterCorpus.Shakespeare(options)
            : choice == ModelCatalog.Names ? CharacterCorpus.Names(options)
            : CharacterCorpus.Verses(options.Seed);
        RunRecord record = new GenerationStory(choice, corpus, options).Run(cancellation);
        if (choice == ModelCatalog.Verses)
        {
            SampleOptions.PrintWayToRealData("a real text", "the folder of tinyshakespeare's input.txt", "S17");
        }

        return record;
    }

    /// <summary>A data set chooses its model, and a model its data set.</summary>
    private static ModelChoice Choose(SampleOptions options)
    {
        ModelChoice ofData = options.Data is null
            ? options.Path is null ? ModelCatalog.Verses : ModelCatalog.Shakespeare
            : ModelCatalog.All.FirstOrDefault(choice => choice.Words[^1] == options.Data)
                ?? throw new SampleError($"There is no data set '{options.Data}'. --data takes verses, shakespeare or names.");
        ModelChoice chosen = ModelCatalog.All.Choose(options.Model, ofData);
        return options.Data is null || chosen == ofData
            ? chosen
            : throw new SampleError($"The model {chosen.Words[^1]} does not go with the data {options.Data}: name one of the two only.");
    }

    private RunRecord Run(CancellationToken cancellation)
    {
        Console.WriteLine($"{_corpus.Name}: {_corpus.Division}, {_vocabulary.Count} different ones");
        SummaryTable.Print(_model);
        double baseline = CharacterCounts.BitsPerCharacter(_training, _validation, _vocabulary.Count);
        Dataset training = Lanes.Cut(_training, Input.Length, BatchSize);
        Dataset validation = Lanes.Cut(_validation, Input.Length, BatchSize);
        int steps = training.Count / BatchSize;
        Optimizer optimizer = ModelCatalog.CreateOptimizer((long)steps * Epochs);
        TrainingWatch watch = new(_options, Folder);
        BitsPerCharacter bits = new();
        TimeSpan before = Environment.CpuUsage.TotalTime;
        History history = watch.Run(() => _model.Fit(training, new FitOptions
        {
            Epochs = Epochs,
            BatchSize = BatchSize,
            Optimizer = optimizer,
            Metrics = [bits],
            Validation = validation,
            Seed = _options.Seed,
            Threads = _options.Threads,
            Callbacks = watch.Callbacks,
            Resume = watch.Resume,
            Cancellation = cancellation,
        }));
        double processorSeconds = (Environment.CpuUsage.TotalTime - before).TotalSeconds;
        RunRecord record = new()
        {
            Row = _choice.Row,
            Title = $"{_model.Description.Name} on {_corpus.Name}",
            Subtitle = _corpus.Division,
            Model = _model.Description,
            Settings = Settings(optimizer, steps),
            History = history,
            Test = _model.Evaluate(validation, new EvaluateOptions { BatchSize = BatchSize, Metrics = [bits], Threads = _options.Threads }),
            BytesPerStep = watch.BytesPerStep,
        };
        record.AddEpochFigures(watch.KeptEpoch);
        double whole = TextGenerator.BitsPerCharacter(_model, _validation);
        record.Figures["bits_per_character"] = whole;
        record.Figures["baseline_bits_per_character"] = baseline;
        record.Figures["training_seconds"] = history.Epochs.Sum(epoch => epoch.Seconds);
        if (watch.Resume is null)
        {
            record.Figures["processor_seconds"] = processorSeconds;
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"Test: {whole:0.000} bits per character over the last {_validation.Length:N0} characters, one state from the first to the last (weights of epoch {watch.KeptEpoch})"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Test: {baseline:0.000} bits per character by counting what follows two characters"));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"Training: {steps * Epochs:N0} steps, {record.Figures["training_seconds"]:0} s, {processorSeconds:0} s of processor time{(watch.Resume is null ? "" : " since it was resumed")}"));
        CharacterVocabulary vocabulary = SaveAndReload(out SequenceModel reloaded);
        record.Write(_options, Folder);
        Write(new TextGenerator(reloaded, vocabulary));
        return record;
    }

    private OrderedDictionary<string, object> Settings(Optimizer optimizer, int steps) => new()
    {
        ["data"] = _corpus.Name,
        ["vocabulary"] = Input.Vocabulary,
        ["length"] = Input.Length,
        ["stateful"] = _model.Description.Stateful,
        ["optimizer"] = optimizer.Name,
        ["learning_rate"] = ModelCatalog.LearningRate,
        ["learning_rate_schedule"] = "warm-up, then cosine",
        ["global_clipnorm"] = (double)(optimizer.GlobalClipNorm ?? 0),
        ["loss"] = _model.Description.Loss ?? "",
        ["epochs"] = Epochs,
        ["batch_size"] = BatchSize,
        ["steps_per_epoch"] = steps,
        ["seed"] = _options.Seed,
        ["threads"] = _options.Threads == 0 ? Environment.ProcessorCount : _options.Threads,
        ["vector_bits"] = _model.VectorBits,
    };

    /// <summary>What was saved, loaded again, must write the same text.</summary>
    private CharacterVocabulary SaveAndReload(out SequenceModel reloaded)
    {
        Directory.CreateDirectory(Folder);
        _model.Save(Path.Combine(Folder, WeightsFile));
        _model.SaveStructure(Path.Combine(Folder, StructureFile));
        _vocabulary.Save(Path.Combine(Folder, CharactersFile));
        reloaded = _choice.Create(0);
        reloaded.Load(Path.Combine(Folder, WeightsFile));
        CharacterVocabulary vocabulary = CharacterVocabulary.Load(Path.Combine(Folder, CharactersFile));
        TextGenerator before = new(_model, _vocabulary);
        TextGenerator after = new(reloaded, vocabulary);
        before.Start(_corpus.Prompt);
        after.Start(_corpus.Prompt);
        if (before.Continue(GeneratedCharacters, Sampler(1)) != after.Continue(GeneratedCharacters, Sampler(1)))
        {
            throw new InvalidOperationException("The model that was loaded writes something else than the one that was saved.");
        }

        Console.WriteLine($"Saved in {Folder}, loaded again: it writes the same text");
        return vocabulary;
    }

    private TokenSampler Sampler(double temperature, int topK = 0) => new(_options.Seed) { Temperature = temperature, TopK = topK };

    private void Write(TextGenerator start)
    {
        string prompt = _options.Predict is { Length: > 0 } text ? text : _corpus.Prompt;
        start.Start(prompt);
        foreach ((double temperature, int topK) in (ReadOnlySpan<(double, int)>)[(0.2, 0), (0.5, 0), (0.8, 0), (1.0, 0), (1.2, 0), (1.0, TopK)])
        {
            // Every text continues from the same state: a copy of the one after the prompt.
            string written = start.Copy().Continue(GeneratedCharacters, Sampler(temperature, topK));
            string choice = topK == 0 ? "" : $", the {topK} likeliest characters only";
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"--- temperature {temperature:0.0}{choice}"));
            Console.WriteLine(prompt + written);
        }
    }
}
