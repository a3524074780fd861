using System.Globalization;
using System.Reflection;
using SeqGen.Generator.Layers;
using SeqGen.Generator.Model;
using SeqGen.Generator.Networks;
using SeqGen.Generator.Parsing;
using SeqGen.Generator.Syntax;

namespace SeqGen.Generator.Tests;

/// <summary>The attribute classes and the catalogue know the same layers, arguments, defaults and words.</summary>
public class CatalogueTests
{
    /// <summary>All layers, the loss, the line of a branch, and the model itself.</summary>
    public static TheoryData<string> Words => [.. LayerCatalog.Words, "loss", "branch", "model"];

    [Fact]
    public void EveryAttributeHasALayer()
    {
        IEnumerable<string> attributes = typeof(LayerAttribute).Assembly.GetTypes()
            .Where(type => type.IsSubclassOf(typeof(LayerAttribute)) && !type.IsAbstract)
            .Select(type => Names.ToSnakeCase(type.Name[..^"Attribute".Length]));
        attributes.Order().ShouldBe(LayerCatalog.Words.Order());
    }

    [Theory]
    [MemberData(nameof(Words))]
    public void AttributeHasTheArgumentsOfTheTable(string word)
    {
        Type attribute = Attribute(word);
        attribute.IsSealed.ShouldBeTrue();
        IReadOnlyList<ArgumentDefinition> table = Table(word);
        ParameterInfo[] parameters = Constructor(attribute).GetParameters();
        parameters.Select(parameter => Names.ToSnakeCase(parameter.Name!))
            .ShouldBe(table.Where(argument => argument.Positional).Select(argument => argument.Name));

        IEnumerable<string> settable = Properties(attribute).Where(property => property.SetMethod is not null).Select(property => Names.ToSnakeCase(property.Name));
        settable.Order().ShouldBe(table.Where(argument => !argument.Positional).Select(argument => argument.Name).Order());
    }

    [Theory]
    [MemberData(nameof(Words))]
    public void AttributeHasTheDefaultsOfTheTable(string word)
    {
        Type type = Attribute(word);
        ParameterInfo[] parameters = Constructor(type).GetParameters();
        object?[] values = [.. parameters.Select(parameter => parameter.HasDefaultValue ? parameter.DefaultValue : Stand(parameter.ParameterType))];
        object attribute = Constructor(type).Invoke(values);
        foreach (ArgumentDefinition argument in Table(word))
        {
            ParameterInfo? parameter = parameters.FirstOrDefault(candidate => Names.ToSnakeCase(candidate.Name!) == argument.Name);
            parameter?.HasDefaultValue.ShouldBe(argument.Default is not null, argument.Name);
            if (argument.Default is { } written)
            {
                PropertyInfo property = Properties(type).Single(candidate => Names.ToSnakeCase(candidate.Name) == argument.Name);
                Convert.ToString(property.GetValue(attribute), CultureInfo.InvariantCulture)!.ToLowerInvariant().ShouldBe(written, argument.Name);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Words))]
    public void TableIsInOrder(string word)
    {
        IReadOnlyList<ArgumentDefinition> table = Table(word);
        table.Select(argument => argument.Name).ShouldBeUnique();
        table.Select(argument => argument.Summary).ShouldAllBe(summary => summary.EndsWith('.'));
        table.SkipWhile(argument => argument.Positional).ShouldAllBe(argument => !argument.Positional, "positional arguments come first");
    }

    /// <summary>Where an argument is one of some words, its attribute takes an enumeration with a member for each; pooling and transposed convolutions have no causal padding.</summary>
    [Theory]
    [MemberData(nameof(Words))]
    public void EnumerationsHaveTheWordsOfTheTable(string word)
    {
        foreach (ArgumentDefinition argument in Table(word))
        {
            Type type = Properties(Attribute(word)).Single(property => Names.ToSnakeCase(property.Name) == argument.Name).PropertyType;
            type.IsEnum.ShouldBe(argument.Type == ArgumentType.Word, argument.Name);
            if (type.IsEnum)
            {
                IEnumerable<string> members = Enum.GetNames(type).Select(Names.ToSnakeCase);
                members.Except(word.Contains("pooling", StringComparison.Ordinal) || word == "conv1d_transpose" ? ["causal"] : []).ShouldBe(argument.Words, argument.Name);
            }
        }
    }

    [Fact]
    public void ConstantsAreKnownWords()
    {
        Constants(typeof(SeqGen.InitialState)).ShouldBe(Argument("lstm", "initial_state").Words, ignoreOrder: true);
        Constants(typeof(Initialize)).Append("random_uniform").ShouldBe(InitializerSpec.Words.Words, ignoreOrder: true);
        Constants(typeof(Activation)).Append("swish").Append("hard_swish").Except(["gelu(tanh)", "hard_sigmoid(keras2)"]).ShouldBe(ActivationSpec.Words.Words, ignoreOrder: true);
    }

    /// <summary>What training takes by its word, a declaration takes by the same word, in both languages.</summary>
    [Fact]
    public void LossesHaveTheWordsOfTraining()
    {
        foreach (string word in LossSpec.Words.Words)
        {
            Loss.FromName(word).Name.ShouldBe(LossSpec.Words.WordOf(LossSpec.Words.TryFind(word, out LossKind kind) ? kind : default));
            Names.ToSnakeCase(new LossAttribute(word).Function.ToString()).ShouldBe(Loss.FromName(word).Name);
            new OutputAttribute("output", word).Function.ShouldBe(new LossAttribute(word).Function);
        }

        Should.Throw<ArgumentException>(() => new LossAttribute("msle")).Message.ShouldContain("There is no loss 'msle'");
    }

    [Fact]
    public void EveryRecordIsEqualByValue()
    {
        foreach (Type type in typeof(LayerSpec).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(LayerSpec)) || type == typeof(NetworkSpec)))
        {
            foreach (PropertyInfo property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.SetMethod is not null))
            {
                Type value = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
                bool equatable = value.IsPrimitive || value.IsEnum || typeof(IEquatable<>).MakeGenericType(value).IsAssignableFrom(value);
                equatable.ShouldBeTrue($"{type.Name}.{property.Name}");
                value.Namespace!.StartsWith("Microsoft", StringComparison.Ordinal).ShouldBeFalse($"{type.Name}.{property.Name}");
            }
        }
    }

    private static Type Attribute(string word) => word == "model"
        ? typeof(SequenceModelAttribute)
        : typeof(LayerAttribute).Assembly.GetType($"SeqGen.{TwoLanguagesTests.PascalCase(word)}Attribute", throwOnError: true)!;

    /// <summary>The only constructor; of a loss that with an enumeration, beside which one takes Keras' word.</summary>
    private static ConstructorInfo Constructor(Type attribute) =>
        attribute == typeof(LossAttribute) ? attribute.GetConstructor([typeof(LossFunction)])! : attribute.GetConstructors().Single();

    private static IReadOnlyList<ArgumentDefinition> Table(string word) => word switch
    {
        "loss" => LossSpec.Arguments,
        "branch" => BranchLine.Arguments,
        "output" => OutputLine.Arguments,
        "model" => ModelOptions.Arguments,
        _ => LayerCatalog.Find(word)!.Arguments,
    };

    private static ArgumentDefinition Argument(string word, string name) => Table(word).Single(argument => argument.Name == name);

    private static IEnumerable<PropertyInfo> Properties(Type type) =>
        type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.Name != nameof(System.Attribute.TypeId));

    private static IEnumerable<string> Constants(Type type) =>
        type.GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (string)field.GetRawConstantValue()!);

    private static object Stand(Type type) => type == typeof(string) ? "" : type == typeof(string[]) ? Array.Empty<string>() : type.IsEnum ? Enum.ToObject(type, 0) : Convert.ChangeType(1, type, CultureInfo.InvariantCulture);
}
