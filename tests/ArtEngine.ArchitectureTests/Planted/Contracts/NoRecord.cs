namespace ArtEngine.ArchitectureTests.Planted.Contracts;

public sealed class NoRecord;

public sealed record Fine(int Number);

public enum FineToo
{
    One,
}

public interface IFine;
