using Microsoft.CodeAnalysis;

namespace SeqGen.Generator.Diagnostics;

/// <summary>Every mistake that the generator reports. <c>generators/DIAGNOSTICS.md</c> explains each one with an example.</summary>
internal static class DiagnosticCatalog
{
    private const string Category = "SeqGen";

    /// <summary>The page that explains them, at the repository's address (a test compares it with that of the packages); the anchor of each row is its ID in small letters.</summary>
    private const string HelpPage = "https://github.com/seqgen/seqgen/blob/main/generators/DIAGNOSTICS.md";

    public static readonly DiagnosticDescriptor UnknownLayer = Error(
        "SEQ001", "Unknown layer", "There is no layer '{0}'{1}");

    public static readonly DiagnosticDescriptor UnknownArgument = Error(
        "SEQ002", "Unknown argument", "'{0}' has no argument '{1}'{2}");

    public static readonly DiagnosticDescriptor MissingArgument = Error(
        "SEQ003", "Missing argument", "'{0}' needs the argument '{1}' ({2})");

    public static readonly DiagnosticDescriptor DuplicateArgument = Error(
        "SEQ004", "Argument given twice", "'{0}' has the argument '{1}' more than once");

    public static readonly DiagnosticDescriptor WrongType = Error(
        "SEQ005", "Value of the wrong type", "'{0}' needs {1}, but '{2}' is {3}");

    public static readonly DiagnosticDescriptor OutOfRange = Error(
        "SEQ006", "Value out of range", "'{0}' must be {1}, but is {2}");

    public static readonly DiagnosticDescriptor UnknownWord = Error(
        "SEQ007", "Unknown word", "'{0}' does not know the word '{1}'{2}; it knows {3}");

    public static readonly DiagnosticDescriptor TooManyValues = Error(
        "SEQ008", "Too many values without a name", "'{0}' takes {1}; write further arguments as name=value");

    public static readonly DiagnosticDescriptor NotApplicable = Error(
        "SEQ009", "Argument does not apply", "'{0}' does not apply here: {1}");

    public static readonly DiagnosticDescriptor ClassNotPartial = Error(
        "SEQ010", "Class of a model is not partial", "The class '{0}' must be partial, because its other part is generated");

    public static readonly DiagnosticDescriptor NestedClass = Error(
        "SEQ011", "Class of a model is nested", "The class '{0}' must be directly in a namespace, not inside '{1}'");

    public static readonly DiagnosticDescriptor GenericClass = Error(
        "SEQ012", "Class of a model is generic", "The class '{0}' must have no type parameters: a model is compiled for one shape");

    public static readonly DiagnosticDescriptor WrongClass = Error(
        "SEQ013", "Class of a model is of the wrong kind", "A model is an ordinary class, but '{0}' is {1}");

    public static readonly DiagnosticDescriptor DuplicateModel = Error(
        "SEQ014", "Model declared twice", "There is already a model '{0}' (names that differ only in case count as the same)");

    public static readonly DiagnosticDescriptor DuplicateLayerName = Error(
        "SEQ015", "Layer name used twice", "The name '{0}' is already that of '{1}' (case and underscores do not count)");

    public static readonly DiagnosticDescriptor InvalidName = Error(
        "SEQ016", "Invalid name", "'{0}' cannot be the name of {1}: {2}");

    public static readonly DiagnosticDescriptor InputMustBeFirst = Error(
        "SEQ017", "Model without input", "A model or branch starts with its input (tokens, one_hot or features), or from=a layer above, but this one starts with '{0}'");

    public static readonly DiagnosticDescriptor LayerCannotFollow = Error(
        "SEQ018", "Layer cannot follow the one before", "'{0}' cannot follow '{1}': it needs {2}, but gets {3}");

    public static readonly DiagnosticDescriptor ImpossibleShape = Error(
        "SEQ019", "Impossible shape", "'{0}' is impossible here: {1}");

    public static readonly DiagnosticDescriptor LossDoesNotFit = Error(
        "SEQ020", "Loss does not fit the output", "The loss '{0}' needs {1}, but the output has {2}");

    public static readonly DiagnosticDescriptor TooLarge = Error(
        "SEQ021", "Model too large", "The model is too large: {0} would be {1}, and the limit is {2}");

    public static readonly DiagnosticDescriptor MissingModelLine = Error(
        "SEQ022", "Missing model line", "A .seqnet file starts with a line 'model Name', but this one {0}");

    public static readonly DiagnosticDescriptor EmptyModel = Error(
        "SEQ023", "Empty model", "The model '{0}' needs an input and at least one layer");

    public static readonly DiagnosticDescriptor SyntaxError = Error(
        "SEQ024", "Syntax error", "{0}");

    public static readonly DiagnosticDescriptor MisplacedLine = Error(
        "SEQ025", "Line in the wrong place", "'{0}' must be placed {1}");

    public static readonly DiagnosticDescriptor UnknownReference = Error(
        "SEQ026", "Unknown layer or branch", "'{0}' is {1}{2}");

    public static readonly DiagnosticDescriptor UnusedBranch = Error(
        "SEQ027", "Unused branch", "No layer uses the output of '{0}', the end of {1}; a layer below must name it, or it must be an output: the model's last layer, or one that a line 'output' names");

    public static readonly DiagnosticDescriptor EmptyBranch = Error(
        "SEQ028", "Empty branch", "The branch '{0}' has no layers");

    public static readonly DiagnosticDescriptor InternalError = Error(
        "SEQ029", "Internal error", "SeqGen failed on '{0}' in the step {1}: {2}. This is a bug in SeqGen, not in the declaration; please report it, with the declaration and this message.");

    public static readonly DiagnosticDescriptor OldLanguage = Error(
        "SEQ030", "C# version too old", "Emitted code needs C# {0}, but the project compiles as C# {1}; set LangVersion to {0} or later, or leave it out");

    public static readonly DiagnosticDescriptor LayerOnOtherPart = Error(
        "SEQ031", "Layer on another part of the class", "'{0}' is on another part of '{1}' than [SequenceModel]; the order of layers on several parts is not defined, so move it to that part");

    public static readonly DiagnosticDescriptor LayerWithoutModel = Error(
        "SEQ032", "Layer without a model", "'{0}' describes a layer, but no part of '{1}' has the attribute [SequenceModel]; write [SequenceModel] above the layers");

    public static readonly DiagnosticDescriptor WrongBaseClass = Error(
        "SEQ033", "Base class does not fit", "'{0}' cannot be the base class of the model '{1}': {2}");

    public static readonly DiagnosticDescriptor PrimaryConstructor = Error(
        "SEQ034", "Model with a primary constructor", "The model '{0}' cannot have a primary constructor, since the emitted constructor calls that of SequenceModel; write an ordinary one that ends in ': this(seed)'");

    public static readonly DiagnosticDescriptor MemberClash = Error(
        "SEQ035", "Member already exists in the model", "'{0}' has the same name and parameters as the emitted member '{1}'; rename it");

    public static readonly DiagnosticDescriptor HiddenName = Error(
        "SEQ036", "Name hides one that emitted code needs", "'{0}' hides '{1}', which emitted code needs; rename it, or put it in another namespace");

    public static readonly DiagnosticDescriptor AccessibilityDiffers = Error(
        "SEQ037", "Accessibility differs", "The model '{0}' is {1} here, but {2} in C#; declare it in one place");

    public static readonly DiagnosticDescriptor NamespaceMade = new(
        "SEQ038", "Root namespace is not a valid name", "The project's root namespace '{0}' is not a valid namespace; models without a namespace of their own are in '{1}', the name that the SDK's templates make of it", Category, DiagnosticSeverity.Info, isEnabledByDefault: true, helpLinkUri: HelpOf("SEQ038"));

    public static readonly DiagnosticDescriptor NameIsTaken = Error(
        "SEQ039", "Name already in use", "'{0}' is also the name of {1}, and C# allows only one of them");

    public static readonly DiagnosticDescriptor WeightMissing = Error(
        "SEQ040", "Weight is missing", "'{0}' has no weight '{1}' {2}{3}");

    public static readonly DiagnosticDescriptor WeightDiffers = Error(
        "SEQ041", "Weight differs from the declaration", "'{0}' has the weight '{1}' with {2}, but {3}");

    public static readonly DiagnosticDescriptor WeightUnknown = Error(
        "SEQ042", "Weights that no layer has", "'{0}' has weights that the model '{1}' has not: {2}");

    public static readonly DiagnosticDescriptor FileUnusable = Error(
        "SEQ043", "File cannot be embedded", "The {1} of the model '{0}' cannot be embedded: {2}");

    public static readonly DiagnosticDescriptor EmbeddedForNone = Error(
        "SEQ044", "File is not for one model", "The {0} '{1}' {2}");

    public static readonly DiagnosticDescriptor TokenizerDiffers = Error(
        "SEQ045", "Tokenizer does not fit the model", "The tokenizer '{0}' does not fit the model '{1}': {2}");

    public static readonly DiagnosticDescriptor NameInCTwice = Error(
        "SEQ046", "Name in C used twice", "'{0}' and '{1}' would both have the function '{2}' in the native library; rename one of the models");

    public static readonly DiagnosticDescriptor NeedsFixedLength = Error(
        "SEQ055", "Layer needs a fixed number of steps", "'{0}' cannot work on sequences of any length ({1}): {2}");

    public static readonly DiagnosticDescriptor KerasCall = Error(
        "SEQ060", "Call of Keras", "This is Python, which Keras reads; a line of a .seqnet file is a word and its arguments: {0}");

    public static readonly DiagnosticDescriptor Mendable = new(
        "SEQ061", "Mistake that can be mended", "{0}", Category, DiagnosticSeverity.Hidden, isEnabledByDefault: true, helpLinkUri: HelpOf("SEQ061"));

    private static DiagnosticDescriptor Error(string id, string title, string message) =>
        new(id, title, message, Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: HelpOf(id));

    private static string HelpOf(string id) => $"{HelpPage}#{id.ToLowerInvariant()}";
}
