namespace MlNetDeep.Transforms;

/// <summary>
/// Sees all pairs of rows of two sets. The tiles of a left row come one after the other in the order of the right rows and
/// on one thread; different left rows may come at the same time.
/// </summary>
internal interface IPairVisitor
{
    void Visit(in PairTile tile);
}
