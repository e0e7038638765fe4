//! A grid of cells.

/// Counts the neighbours of a cell
/// that are alive.
#[inline]
pub fn alive(grid: &[Vec<bool>], row: usize, column: usize) -> usize {
    let rows = row.saturating_sub(1)..=(row + 1).min(grid.len() - 1);
    let mut count = 0;
    for r in rows {
        if grid[r][column] {
            count += 1;
        }
    }
    count
}

/// Prints the whole grid, row after row.
fn show(grid: &[Vec<bool>]) {
    for row in grid {
        println!("{:?}", row);
    }
}

struct Cell(u8);

impl Cell {
    /// Adds two cells, at most up to the highest value.
    fn plus(&self, other: &Cell) -> Cell {
        let sum = self.0.saturating_add(other.0);
        Cell(sum)
    }
}
