namespace SeqGen.Samples.Tests;

public sealed class SampleOptionsTests
{
    [Fact]
    public void OwnDataAreTheDefaultAndARowMeansRealData()
    {
        new SampleOptions().WantsRealData("phrases", "imdb").ShouldBeFalse();
        new SampleOptions { Model = "S8" }.WantsRealData("phrases", "imdb").ShouldBeTrue();
        new SampleOptions { Path = "somewhere" }.WantsRealData("phrases", "imdb").ShouldBeTrue();
        new SampleOptions { Data = "imdb" }.WantsRealData("phrases", "imdb").ShouldBeTrue();
        new SampleOptions { Data = "phrases", Model = "S8" }.WantsRealData("phrases", "imdb").ShouldBeFalse();
    }

    [Theory]
    [InlineData("news", null)]
    [InlineData("phrases", "somewhere")]
    public void WhatContradictsItselfIsRefused(string data, string? path) =>
        Should.Throw<SampleError>(() => new SampleOptions { Data = data, Path = path }.WantsRealData("phrases", "imdb"));

    [Fact]
    public void AMissingFolderIsNamed() =>
        Should.Throw<SampleError>(() => new SampleOptions { Path = "no/such/folder" }.FindData("imdb", "reviews")).Message.ShouldContain("no/such/folder");
}
