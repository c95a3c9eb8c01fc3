"""规则: the page of rules, local values with their papers, and the texts of provinces and counties."""
